choqr_bench(journal SOURCES journal_bench.cpp DEPENDS choqr::journal choqr::base choqr::world)
