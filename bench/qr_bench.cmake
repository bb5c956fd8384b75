choqr_bench(qr SOURCES qr_bench.cpp DEPENDS choqr::qr choqr::stands PkgConfig::qrencode)
