# Lists of texts/heard/ as mail/heard.cmake reads them: another language's file is taken up by being there, and what is wrong is told with its place.
#   cmake -DSOURCE_DIR=... -DWORK_DIR=... -P heard_lists.cmake
file(GLOB lists ${SOURCE_DIR}/texts/heard/*.list)

# Runs it on our lists and one more that holds `text`.
function(read_with text)
  file(REMOVE_RECURSE ${WORK_DIR})
  file(COPY ${lists} DESTINATION ${WORK_DIR})
  file(WRITE ${WORK_DIR}/xx.list "${text}")
  execute_process(COMMAND ${CMAKE_COMMAND} -DLISTS=${WORK_DIR} -DSECTIONS=${SOURCE_DIR}/mail/heard.h -DOUTPUT=${WORK_DIR}/lists.cpp
                          -P ${SOURCE_DIR}/mail/heard.cmake ERROR_VARIABLE told)
  set(made "")
  if(EXISTS ${WORK_DIR}/lists.cpp)
    file(READ ${WORK_DIR}/lists.cpp made)
  endif()
  set(made "${made}" PARENT_SCOPE)
  set(told "${told}" PARENT_SCOPE)
endfunction()

function(expect_entries text)
  read_with("${text}")
  foreach(entry IN LISTS ARGN)
    string(FIND "${made}" "    \"${entry}\",\n" first)
    string(FIND "${made}" "    \"${entry}\",\n" last REVERSE)
    if(first EQUAL -1 OR NOT first EQUAL last)
      message(SEND_ERROR "not made once: ${entry}\n${told}")
    endif()
  endforeach()
endfunction()

# Each fault is told, and nothing is made.
function(expect_faults text)
  read_with("${text}")
  foreach(fault IN LISTS ARGN)
    string(FIND "${told}" " texts/heard/xx.list:${fault}\n" at)
    if(at EQUAL -1 OR NOT made STREQUAL "")
      message(SEND_ERROR "not told: ${fault}\n${told}")
    endif()
  endforeach()
endfunction()

expect_entries("# Tagalog\n[sign_offs]\nmaraming salamat\n\n[months]\n1: enero\n[quote_openings]\n\"noong \"\n"
               "maraming salamat" "1: enero" "noong ")
expect_entries("[wish_words]\nHUWAG: huwag|\n    wag\n[wishes]\nHUWAG na\n  mag-email" "HUWAG: huwag|wag" "HUWAG na mag-email")
expect_entries("[sign_offs]\nbest regards\n" "best regards")  # in English too

expect_faults("salamat\n" "1: an entry before the first [section]")
expect_faults("[signoffs]\nsalamat\n" "1: no section is named [signoffs]")
expect_faults("[sign_offs]\nSalamat\n" "2: 'Salamat' has capitals, but texts are compared in lower case")
expect_faults("[sign_offs]\nsalamat\n\n# again\nsalamat\n" "5: 'salamat' stands in [sign_offs] already")
expect_faults("[sign_offs]\n\"\"\n\" \"\nto\\\\you\n" "2: not an entry: \"\"" "3: not an entry: \" \"" "4: not an entry: to\\\\you")
expect_faults("[sign_offs]\n\n  salamat\n" "3: nothing that this line could go on")
