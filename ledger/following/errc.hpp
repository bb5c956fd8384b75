#pragma once

#include "base/result.hpp"

namespace choqr::following {

/// Why a tail ended, beside the errors of the journal, the codec and the consumer. message() is a sentence
/// for the operator.
enum class errc {
    ahead_of_journal = 1,  ///< The consumer knows more events than the journal: the journal was rolled back.
    consumer_threw,        ///< An exception out of Consumer::take(): choqr is wrong, or has no memory.
};
const boost::system::error_category& following_category();
inline Error make_error_code(errc value) { return {static_cast<int>(value), following_category()}; }

}  // namespace choqr::following

template <>
struct boost::system::is_error_code_enum<choqr::following::errc> : std::true_type {};
