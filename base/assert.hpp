#pragma once

namespace choqr {

[[noreturn]] void assertion_failed(const char* condition, const char* sentence, const char* file, int line);

}  // namespace choqr

/// For what only a bug of choqr can break: on in every build, prints the sentence and aborts. Input from
/// outside, a full disk or a lost connection are never asserted; they have errors of their own.
#define CHOQR_ASSERT(condition, sentence)   \
    (static_cast<bool>(condition) ? void(0) \
                                  : ::choqr::assertion_failed(#condition, sentence, __FILE__, __LINE__))
