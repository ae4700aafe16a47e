// What is in a held mail, as far as it was kept: header fields, attachments, links; and what can be taken out of its
// source.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/facts.h"

namespace jeda::page {

/// HeldDetails::headers taken apart.
struct KeptLines {
  std::string fields;                    // "From: ...\nTo: ...\n"
  std::vector<std::string> attachments;  // "NAME (TYPE, 12345 bytes)"
  std::vector<mail::LinkTarget> links;
};
KeptLines kept_lines(std::string_view headers);

/// As attachments of kept_lines(), of all that the source has.
std::vector<std::string> attachments_in(const std::string& source);

/// The attachment of that number, from 0, of those. Absent: there is none.
std::optional<mail::EnclosedFile> attachment_in(const std::string& source, std::size_t number);

/// A value of Content-Disposition that has a browser keep a file and not open it, whatever it is called.
std::string kept_as(std::string_view name);

}  // namespace jeda::page
