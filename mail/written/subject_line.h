// What mail clients put before a subject. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string_view>

namespace jeda::mail {

struct SubjectLine {
  std::string_view own;  // what is left: a part of the subject that was read
  bool answers = false;  // "Re:", "Bls:", "AW:", "回复：" ..., also numbered: "Re[2]:"
  bool forwards = false;
};

/// `subject` is decoded. Tags in square brackets, as lists and gateways put them before, are passed over. Linear.
SubjectLine read_subject_line(std::string_view subject);

}  // namespace jeda::mail
