// For recipients-test: paths, a line each; prints the key of each, "-" where it cannot be understood.
#include <iostream>
#include <string>

#include "mail/recipient.h"

int main() {
  const auto ours = [](std::string_view domain) { return domain == "ours.example" || domain == "mta.ours.example"; };
  for (std::string path; std::getline(std::cin, path);) {
    const auto address = jeda::mail::resolve_recipient(path, ours);
    std::cout << (address ? address->key : "-") << '\n';
  }
}
