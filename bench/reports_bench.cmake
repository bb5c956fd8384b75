choqr_bench(reports SOURCES reports_bench.cpp DEPENDS choqr::reports choqr::sequencer choqr::world)
target_include_directories(reports_bench PRIVATE ${CMAKE_SOURCE_DIR}/tests/reports ${CMAKE_SOURCE_DIR}/tests/sequencer)
