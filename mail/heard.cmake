# Makes of the lists in texts/heard/ a source of constants, or fails with the place of what is wrong in them.
#   cmake -DLISTS=FOLDER -DSECTIONS=mail/heard.h -DOUTPUT=heard_lists.cpp -P heard.cmake
# How the files are written is told in texts/heard/README.md. An entry that two languages share stands in both files, and once in the source.
cmake_minimum_required(VERSION 3.25)

file(READ ${SECTIONS} header)
string(REGEX REPLACE "//[^\n]*" "" header "${header}")
string(REGEX MATCH "enum class Heard {([^}]*)}" header "${header}")
string(REGEX MATCHALL "[a-z_]+" sections "${CMAKE_MATCH_1}")
set(with_capitals wishes wish_words)

function(fail at text)
  set(failed YES PARENT_SCOPE)
  message(SEND_ERROR " texts/heard/${name}:${at}: ${text}")
endfunction()

# Adds an entry, which may stand over several lines, to its section.
macro(keep)
  if(NOT entry STREQUAL "")
    string(REGEX REPLACE "^\"(.*)\"$" "\\1" bare "${entry}")
    string(TOLOWER "${bare}" lower)
    string(FIND "${here_${section}}" "\n${bare}\n" again)
    if(bare MATCHES "^ *$" OR bare MATCHES "[\"\\\\]")
      fail(${number_of_entry} "not an entry: ${entry}")
    elseif(NOT section IN_LIST with_capitals AND NOT bare STREQUAL lower)
      fail(${number_of_entry} "'${bare}' has capitals, but texts are compared in lower case")
    elseif(NOT again EQUAL -1)
      fail(${number_of_entry} "'${bare}' stands in [${section}] already")
    endif()
    string(APPEND here_${section} "\n${bare}\n")
    string(FIND "${all_${section}}" "\"${bare}\"" known)
    if(known EQUAL -1)
      string(APPEND all_${section} "    \"${bare}\",\n")
      math(EXPR count_${section} "${count_${section}} + 1")
    endif()
    set(entry "")
  endif()
endmacro()

macro(read_line)
  if(line MATCHES "^ *(#|$)")
    keep()
  elseif(line MATCHES "^ " AND entry STREQUAL "")
    fail(${number} "nothing that this line could go on")
  elseif(line MATCHES "^ ")
    string(STRIP "${line}" line)
    if(NOT entry MATCHES "[|]$")
      string(APPEND entry " ")
    endif()
    string(APPEND entry "${line}")
  elseif(line MATCHES "^\\[(.*)\\] *$")
    set(next "${CMAKE_MATCH_1}")
    keep()
    set(section "${next}")
    if(NOT section IN_LIST sections)
      fail(${number} "no section is named [${section}]")
      set(section unknown)
    endif()
  elseif(section STREQUAL "")
    fail(${number} "an entry before the first [section]")
  else()
    keep()
    string(STRIP "${line}" entry)
    set(number_of_entry ${number})
  endif()
endmacro()

foreach(section IN LISTS sections ITEMS unknown)
  set(count_${section} 0)
endforeach()
set(failed NO)
file(GLOB files ${LISTS}/*.list)
foreach(file IN LISTS files)
  cmake_path(GET file FILENAME name)
  foreach(section IN LISTS sections)
    set(here_${section} "")
  endforeach()
  set(section "")
  set(entry "")
  set(number 0)
  file(READ ${file} text)
  string(APPEND text "\n")
  while(NOT text STREQUAL "")  # not as a list: lines may hold ';' and brackets
    math(EXPR number "${number} + 1")
    string(FIND "${text}" "\n" end)
    string(SUBSTRING "${text}" 0 ${end} line)
    math(EXPR end "${end} + 1")
    string(SUBSTRING "${text}" ${end} -1 text)
    read_line()
  endwhile()
  keep()
endforeach()

set(entries "")
set(ends "")
set(count 0)
foreach(section IN LISTS sections)
  if(count_${section} EQUAL 0)
    set(failed YES)
    message(SEND_ERROR " texts/heard: no file fills [${section}]")
  endif()
  string(APPEND entries "    // ${section}\n${all_${section}}")
  math(EXPR count "${count} + ${count_${section}}")
  string(APPEND ends "${count}, ")
endforeach()
if(failed)
  return()
endif()
file(WRITE ${OUTPUT} "// Made of texts/heard/ by mail/heard.cmake.
#include <array>

#include \"mail/heard.h\"

namespace jeda::mail {
namespace {

constexpr auto heard_entries = std::to_array<std::string_view>({
${entries}});
constexpr auto heard_ends = std::to_array<std::size_t>({${ends}});

}  // namespace

std::span<const std::string_view> heard(Heard section) {
  const auto at = static_cast<std::size_t>(section);
  const std::size_t begin = at == 0 ? 0 : heard_ends[at - 1];
  return std::span(heard_entries).subspan(begin, heard_ends[at] - begin);
}

}  // namespace jeda::mail
")
