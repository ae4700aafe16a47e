"""Reads gettext's .po files, as far as texts/ uses them."""

import ast
import re


class Message:
    def __init__(self):
        self.key, self.comment, self.forms = None, [], []

    def tags(self):
        """The mustache tags of all forms: {"prospect", "#several", "/several"}."""
        return {tag for form in self.forms for tag in re.findall(r"\{\{([^}]*)\}\}", form)}


def read(path):
    """The messages, the header apart, in their order."""
    messages, message, into = [], Message(), None
    for line in path.read_text(encoding="utf-8").splitlines() + [""]:
        word, _, rest = line.partition(" ")
        if not line:
            if message.key:
                messages.append(message)
            message, into = Message(), None
        elif word == "#.":
            message.comment.append(rest)
        elif word.startswith("#") or word == "msgid_plural":
            into = None
        elif word == "msgid":
            message.key, into = ast.literal_eval(rest), None
        elif word.startswith("msgstr"):
            into = message.forms
            into.append(ast.literal_eval(rest))
        elif into:
            into[-1] += ast.literal_eval(line)
    return messages
