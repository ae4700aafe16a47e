# How every target of jeda is compiled.
add_library(jeda_options INTERFACE)
target_include_directories(jeda_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(jeda_options INTERFACE -Wall -Wextra -Wpedantic $<$<NOT:$<BOOL:${JEDA_UNITY}>>:-Wshadow> -Wconversion -Wno-sign-conversion
                                              -Wnon-virtual-dtor $<$<BOOL:${JEDA_WERROR}>:-Werror>)
# A broken precondition of the standard library ends the program instead of corrupting it.
target_compile_definitions(jeda_options INTERFACE JEDA_VERSION="${PROJECT_VERSION}" _GLIBCXX_ASSERTIONS)
target_link_libraries(jeda_options INTERFACE fmt::fmt tl::expected date::date date::date-tz)
target_link_options(jeda_options INTERFACE LINKER:--as-needed)
# The quickest linker that is there: GNU's own takes 5 processor-seconds for `jeda`, gold 2, lld 1, and some sixty programs are linked.
if(JEDA_LINKER STREQUAL "quickest")
  find_program(JEDA_LD NAMES ld.lld ld.gold ld)
  cmake_path(GET JEDA_LD EXTENSION LAST_ONLY linker)
  string(SUBSTRING "${linker}." 1 -1 linker)
  string(REPLACE "." "" linker "${linker}")
else()
  set(linker ${JEDA_LINKER})
endif()
if(linker)
  target_link_options(jeda_options INTERFACE -fuse-ld=${linker})
endif()
# g++ 12 takes an empty std::optional for an uninitialised one (GCC bug 80635).
target_compile_options(jeda_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
if(JEDA_SANITIZE)
  target_compile_options(jeda_options INTERFACE -fsanitize=${JEDA_SANITIZE} -fno-omit-frame-pointer
                                                -fno-sanitize-recover=all)
  target_link_options(jeda_options INTERFACE -fsanitize=${JEDA_SANITIZE})
endif()

# What nearly every file includes, read once for all of them.
if(JEDA_UNITY AND JEDA_PCH)
  add_library(jeda_headers STATIC ${PROJECT_SOURCE_DIR}/cmake/headers.cpp)
  target_link_libraries(jeda_headers PUBLIC jeda_options)
  target_precompile_headers(jeda_headers PRIVATE ${PROJECT_SOURCE_DIR}/cmake/headers.h)
endif()

# With JEDA_UNITY the files of a folder are compiled as one, in a third of the time. Nothing else may rest on it: the preset `dev` compiles
# each file apart, so that each includes what it uses.
function(jeda_unity name)
  if(JEDA_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)  # of a body's namespace {}
  endif()
  if(JEDA_UNITY AND JEDA_PCH)
    target_precompile_headers(${name} REUSE_FROM jeda_headers)
  endif()
endfunction()

# jeda_library(NAME FOLDERS folder... [WITHOUT file...]): a static library of all bodies in some folders, named from the current one.
function(jeda_library name)
  cmake_parse_arguments(ARG "" "" "FOLDERS;WITHOUT" ${ARGN})
  add_library(${name} STATIC)
  foreach(folder IN LISTS ARG_FOLDERS)
    file(GLOB sources RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS ${folder}/*.cpp)
    list(REMOVE_ITEM sources ${ARG_WITHOUT})
    string(MAKE_C_IDENTIFIER "${name}_${folder}" group)
    set_source_files_properties(${sources} PROPERTIES UNITY_GROUP ${group})
    target_sources(${name} PRIVATE ${sources})
  endforeach()
  target_link_libraries(${name} PUBLIC jeda_options)
  jeda_unity(${name})
endfunction()

# Files that clash with others of their folder when compiled as one with them.
function(jeda_apart)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
