"""A milter client, as an MTA is one: enough of the protocol to offer messages and hear the verdict."""
import socket
import struct

ACTIONS = 0x1ff  # all that libmilter knows
STEPS = 0x1fffff


class Milter:
    """A connection to a filter. Answers are bytes: b'a', b'c', b't', b'r', or a reply text b'y550 5.7.1 ...'."""

    def __init__(self, path, timeout=30, client="127.0.0.1"):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        self.socket.connect(path)
        self.send(b"O", struct.pack(">III", 6, ACTIONS, STEPS))
        self.receive()
        self.steps = struct.unpack(">III", self.last[1:13])[2]
        self.macros(b"C", j=b"mx.ours.example")
        self.event(b"C", b"localhost\0004" + struct.pack(">H", 1) + client.encode() + b"\0", no_reply=0x1000)

    def send(self, command, data=b""):
        self.socket.sendall(struct.pack(">I", len(data) + 1) + command + data)

    def read(self, count):
        data = b""
        while len(data) < count:
            chunk = self.socket.recv(count - len(data))
            if not chunk:
                raise ConnectionError("the filter closed the connection")
            data += chunk
        return data

    def receive(self):
        self.last = self.read(struct.unpack(">I", self.read(4))[0])
        return self.last

    def event(self, command, data=b"", no_reply=0):
        self.send(command, data)
        return b"c" if self.steps & no_reply else self.receive()

    def macros(self, command, **pairs):
        text = b"".join(name.encode() + b"\0" + value + b"\0" for name, value in pairs.items())
        self.send(b"D", command + text)

    def offer(self, sender, recipients, message_id, queue_id="Q1", subject="Penawaran", body="Halo.\r\n"):
        """Offers a message. Gives its end: the modifications' letters, then the final answer."""
        answer = self.event(b"M", b"<%s>\0" % sender.encode())
        if answer != b"c":
            return [answer]
        for recipient in recipients:
            self.event(b"R", b"<%s>\0" % recipient.encode(), no_reply=0x8000)
        answer = self.event(b"T")
        if answer != b"c":
            return [answer]
        for name, value in (("From", sender), ("Message-ID", "<%s>" % message_id), ("Subject", subject)):
            self.event(b"L", name.encode() + b"\0" + value.encode() + b"\0", no_reply=0x80)
        self.event(b"N", no_reply=0x40000)
        self.event(b"B", body.encode())
        self.macros(b"E", i=queue_id.encode())
        answers = [self.event(b"E")]
        while answers[-1][:1] not in b"acrtdy":
            answers.append(self.receive())
        return answers

    def close(self):
        try:
            self.send(b"Q")
        finally:
            self.socket.close()
