choqr_bench(matching SOURCES matching_bench.cpp
  DEPENDS choqr::merchants choqr::book choqr::keys choqr::world nlohmann_json::nlohmann_json)
target_include_directories(matching_bench PRIVATE ${CMAKE_SOURCE_DIR}/tests/merchants)
target_compile_definitions(matching_bench PRIVATE CHOQR_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
