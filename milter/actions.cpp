#include "milter/actions.h"

#include <fmt/format.h>

namespace jeda::milter {
namespace {

struct PrintModification {
  std::string operator()(const RemoveHeader& remove) const {
    return fmt::format("remove-header {} {}\n", remove.name, remove.index);
  }
  std::string operator()(const ChangeHeader& change) const {
    return fmt::format("change-header {}: {}\n", change.name, change.value);
  }
  std::string operator()(const AddHeader& add) const { return fmt::format("add-header {}: {}\n", add.name, add.value); }
  std::string operator()(const Quarantine& quarantine) const {
    return fmt::format("quarantine {}\n", quarantine.reason);
  }
  std::string operator()(const RemoveRecipient& remove) const {
    return fmt::format("remove-recipient {}\n", remove.path);
  }
  std::string operator()(const AddRecipient& add) const { return fmt::format("add-recipient {}\n", add.path); }
  std::string operator()(const ChangeSender& change) const { return fmt::format("change-sender {}\n", change.path); }
};

struct PrintFinal {
  std::string operator()(const Accept&) const { return "accept\n"; }
  std::string operator()(const Discard&) const { return "discard\n"; }
  std::string operator()(const Refusal& refusal) const {
    std::string text = fmt::format("reply {} {}\n", refusal.code, refusal.enhanced);
    for (const std::string& line : refusal.lines) text += "  " + line + "\n";
    return text;
  }
};

}  // namespace

std::string to_string(const Actions& actions) {
  std::string text;
  for (const Modification& modification : actions.modifications) text += std::visit(PrintModification{}, modification);
  return text + std::visit(PrintFinal{}, actions.final);
}

}  // namespace jeda::milter
