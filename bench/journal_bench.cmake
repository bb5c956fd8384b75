choqr_bench(journal SOURCES journal_bench.cpp DEPENDS choqr::journal choqr::base choqr::world)

# Beside SQLite and, where its client library is installed (libpq-dev), PostgreSQL.
add_executable(journal_peers journal_peers.cpp)
target_link_libraries(journal_peers PRIVATE choqr::journal choqr::base choqr::world SQLite::SQLite3 Threads::Threads choqr_warnings)
pkg_check_modules(libpq IMPORTED_TARGET libpq)
if(libpq_FOUND)
  target_link_libraries(journal_peers PRIVATE PkgConfig::libpq)
  target_compile_definitions(journal_peers PRIVATE CHOQR_WITH_POSTGRES)
endif()
