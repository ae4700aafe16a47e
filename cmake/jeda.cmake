# How every target of jeda is compiled.
add_library(jeda_options INTERFACE)
target_include_directories(jeda_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(jeda_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                              -Wnon-virtual-dtor $<$<BOOL:${JEDA_WERROR}>:-Werror>)
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
# Under sanitizers several files are compiled as one, in half the time; the release build keeps them apart, so that
# each is held to include what it uses. A file whose names in namespace {} clash with another's is excepted with
# jeda_apart(FILES...).
function(jeda_library name)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PUBLIC jeda_options)
  if(JEDA_SANITIZE)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
    target_compile_options(${name} PRIVATE -Wno-error=shadow)  # of names in another file's namespace {}
  endif()
endfunction()

function(jeda_apart)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
