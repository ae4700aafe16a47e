# How every target of jeda is compiled.
add_library(jeda_options INTERFACE)
target_include_directories(jeda_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(jeda_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                              -Wnon-virtual-dtor -Werror)
# A broken precondition of the standard library ends the program instead of corrupting it.
target_compile_definitions(jeda_options INTERFACE JEDA_VERSION="${PROJECT_VERSION}" _GLIBCXX_ASSERTIONS)
target_link_libraries(jeda_options INTERFACE fmt::fmt tl::expected date::date date::date-tz)
# g++ 12 takes an empty std::optional for an uninitialised one (GCC bug 80635).
target_compile_options(jeda_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
if(JEDA_SANITIZE)
  target_compile_options(jeda_options INTERFACE -fsanitize=${JEDA_SANITIZE} -fno-omit-frame-pointer
                                                -fno-sanitize-recover=all)
  target_link_options(jeda_options INTERFACE -fsanitize=${JEDA_SANITIZE})
endif()

# jeda_library(NAME SOURCES... ): a static library of one folder.
function(jeda_library name)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PUBLIC jeda_options)
endfunction()
