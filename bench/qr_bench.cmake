choqr_bench(qr SOURCES qr_bench.cpp DEPENDS choqr::qr choqr::stands PkgConfig::qrencode)
# Beside libzint too where it is installed (libzint-dev).
find_library(zint_library zint)
find_path(zint_headers zint.h)
if(zint_library AND zint_headers)
  target_link_libraries(qr_bench PRIVATE ${zint_library})
  target_compile_definitions(qr_bench PRIVATE CHOQR_WITH_ZINT)
endif()
