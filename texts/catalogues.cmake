# jeda_catalogues(TARGET FILE.po...): checks the files with msgfmt and compiles them into TARGET, as texts/catalogues.h says. Named id and
# en first, then the others.
find_program(MSGFMT msgfmt REQUIRED)
set(JEDA_EMBED ${CMAKE_CURRENT_LIST_DIR}/embed.cmake)

function(jeda_catalogues target)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}_catalogues)
  set(source ${folder}/catalogues.cpp)
  foreach(file IN LISTS ARGN)
    cmake_path(GET file STEM name)
    list(APPEND checks COMMAND ${MSGFMT} --check -o ${folder}/${name}.mo ${file})
    list(APPEND names ${name})
  endforeach()
  list(SORT names)
  list(REMOVE_ITEM names id en)
  list(PREPEND names id en)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${source} ${checks} COMMAND ${CMAKE_COMMAND} "-DNAMES=${names}" -DFOLDER=${folder} -P ${JEDA_EMBED}
                     DEPENDS ${ARGN} ${JEDA_EMBED} COMMENT "Checking texts with msgfmt" VERBATIM)
  target_sources(${target} PRIVATE ${source})
  set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON SKIP_PRECOMPILE_HEADERS ON
                                                   COMPILE_OPTIONS "$<$<CXX_COMPILER_ID:Clang>:-Wno-overlength-strings>")
endfunction()
