// The one include for tests: Catch2 2.13 (Debian 12) keeps everything in one header, Catch2 3 in another.
#pragma once
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
