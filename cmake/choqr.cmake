# choqr_library(), choqr_test(): one folder is one library, and it sees what it declares.
#
# Each library gets an include root of its own in the build tree, holding a single link with the library's name that points
# at its folder. `#include "journal/record.hpp"` therefore compiles only in a target that links choqr::journal (or something
# that publicly depends on it). tests/build/ shows that an undeclared include fails.

add_library(choqr_warnings INTERFACE)
target_compile_options(choqr_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wconversion
  -Wsign-conversion -Wold-style-cast -Woverloaded-virtual -Werror)

function(choqr_include_root target name folder)
  set(root ${CMAKE_BINARY_DIR}/include_roots/${name})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${folder} ${root}/${name} SYMBOLIC)
  target_include_directories(${target} PUBLIC ${root})
endfunction()

# GCC 12 takes the pair of functions that allocates and frees a coroutine frame of Asio for a mismatch once one is inlined.
function(choqr_coroutines target)
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)
endfunction()

# A library that is no more leaves nothing for tests/build/walls.py to find.
file(REMOVE_RECURSE ${CMAKE_BINARY_DIR}/walls)

# SOURCES: files of this folder. DEPENDS: choqr libraries whose headers ours include. PRIVATE: anything that only our .cpp
# files need. PUBLIC: third-party targets that our headers need.
function(choqr_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PUBLIC;PRIVATE" ${ARGN})
  add_library(choqr_${name} STATIC ${ARG_SOURCES})
  add_library(choqr::${name} ALIAS choqr_${name})
  choqr_include_root(choqr_${name} ${name} ${CMAKE_CURRENT_SOURCE_DIR})
  target_compile_features(choqr_${name} PUBLIC cxx_std_20)
  target_link_libraries(choqr_${name} PUBLIC ${ARG_DEPENDS} ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} choqr_warnings)
  # For tests/build/walls.py: what CMake hands on transitively can be included without being declared; the test sees that.
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  file(WRITE ${CMAKE_BINARY_DIR}/walls/${name} "${folder}\n${ARG_DEPENDS}\n${ARG_PRIVATE}\n")
endfunction()

# One test program per library, registered with ctest as `name`. It links the library and what DEPENDS and PRIVATE add.
# TIMEOUT in seconds, 300 unless told. LABELS as ctest knows them.
function(choqr_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPENDS;PRIVATE;LABELS" ${ARGN})
  if(NOT CHOQR_TESTS)
    return()
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE choqr::${name} ${ARG_DEPENDS} ${ARG_PRIVATE} choqr_test_main choqr_warnings)
  target_compile_definitions(${name}_test PRIVATE CHOQR_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name}_test)
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()

# One libFuzzer harness. With CHOQR_FUZZ it becomes the program fuzz_NAME; with the tests, a ctest that replays CORPUS (a
# folder of seeds) with cuts and flips of each, so that every build runs the harness for a second.
function(choqr_fuzz name)
  cmake_parse_arguments(ARG "" "CORPUS" "SOURCES;DEPENDS" ${ARGN})
  if(CHOQR_FUZZ)
    add_executable(fuzz_${name} ${ARG_SOURCES})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    # The whole tree does not pass clang 14's sanitizers (coroutines): only the targets are built.
    if(NOT TARGET fuzz_targets)
      add_custom_target(fuzz_targets)
    endif()
    add_dependencies(fuzz_targets fuzz_${name})
  else()
    add_executable(fuzz_${name} ${ARG_SOURCES} ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.cpp)
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${ARG_CORPUS})
    set_tests_properties(fuzz_${name} PROPERTIES TIMEOUT 120)
  endif()
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_DEPENDS} choqr_warnings)
endfunction()
