#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace choqr {

void assertion_failed(const char* condition, const char* sentence, const char* file, int line) {
    std::fprintf(stderr, "choqr: internal error: %s (%s, %s:%d)\n", sentence, condition, file, line);
    std::abort();
}

}  // namespace choqr
