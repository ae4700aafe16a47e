// What the MTA is asked to do with a message: values, applied after the decision and printable as text.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace jeda::milter {

/// Takes out the `index`th (from 1) header field of that name. Listed from the last to the first, so that an index
/// stays true.
struct RemoveHeader {
  std::string name;
  int index = 1;
};
/// Puts another value into the first header field of that name.
struct ChangeHeader {
  std::string name;
  std::string value;  // ASCII; further lines begin with white space
};
struct AddHeader {
  std::string name;
  std::string value;  // printable ASCII, one line
};
struct Quarantine {
  std::string reason;  // starts with "jeda: "; Postfix cuts it at 100 bytes
};
/// Envelope paths, with brackets, as the MTA gave them.
struct RemoveRecipient {
  std::string path;
};
struct AddRecipient {
  std::string path;
};
struct ChangeSender {
  std::string path;
};
using Modification =
    std::variant<RemoveHeader, ChangeHeader, AddHeader, Quarantine, RemoveRecipient, AddRecipient, ChangeSender>;

/// The message goes on its way.
struct Accept {};
/// The MTA says 250 and drops it: a second copy of what it has.
struct Discard {};
/// An SMTP reply that ends the message: 550 5.7.1 or 451 4.7.1.
struct Refusal {
  int code = 550;
  std::string enhanced;            // "5.7.1"
  std::vector<std::string> lines;  // 1 to 8, printable ASCII, at most 500 bytes each; '%' not doubled
};
using Final = std::variant<Accept, Refusal, Discard>;

struct Actions {
  std::vector<Modification> modifications;
  Final final;
};

/// One action a line: "quarantine jeda: gap", "accept", "reply 550 5.7.1" and its lines indented.
std::string to_string(const Actions& actions);

}  // namespace jeda::milter
