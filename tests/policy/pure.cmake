# mail/ and policy/ are values in, values out: no libmilter, SQL, clock, file, socket or log. Reads every source and fails with the place of
# each line that reaches for one. Only policy/load/, which reads
# the files of a policy, may use paths, and zones by name. Who includes whom is ../floors' to say.
#   cmake -DSOURCE_DIR=... [-DFOLDERS=mail;policy] -P pure.cmake
if(NOT FOLDERS)
  set(FOLDERS mail policy)
endif()
set(headers
    "libmilter/|sqlite3|libpq|pqxx|ctime>|time\\.h>|sys/|unistd\\.h|fcntl\\.h|netdb\\.h|netinet/|syslog\\.h|systemd/"
    "|fstream>|cstdio>|stdio\\.h>|iostream>|thread>|milter/|store/|review/")
string(CONCAT headers ${headers})
string(CONCAT calls "(system_clock|steady_clock|high_resolution_clock|utc_clock)::now|gettimeofday|clock_gettime|[^a-z_]time\\("
              "(nullptr|NULL|0|&)|std::getenv|current_zone|fopen|std::cout|std::cerr|printf\\(")

function(find_lines file pattern)
  file(STRINGS ${file} lines)
  set(number 0)
  foreach(line IN LISTS lines)
    math(EXPR number "${number} + 1")
    if(line MATCHES "${pattern}")
      message(SEND_ERROR "${file}: about line ${number}: ${line}")
    endif()
  endforeach()
endfunction()

set(count 0)
foreach(folder IN LISTS FOLDERS)
  file(GLOB_RECURSE sources ${SOURCE_DIR}/${folder}/*.cpp ${SOURCE_DIR}/${folder}/*.h)
  foreach(source IN LISTS sources)
    math(EXPR count "${count} + 1")
    find_lines(${source} "^ *# *include *[<\"](${headers})")
    find_lines(${source} "${calls}")
    if(NOT source MATCHES "/policy/load/[^/]*$")
      find_lines(${source} "^ *# *include *<filesystem>|locate_zone|get_tzdb")
    endif()
  endforeach()
endforeach()
if(count LESS 10)
  message(FATAL_ERROR "only ${count} sources found below ${SOURCE_DIR}")
endif()
message(STATUS "${count} sources are pure")
