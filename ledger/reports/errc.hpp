#pragma once

#include "base/result.hpp"

namespace choqr::reports {

/// Why the projection said no. message() is a sentence for the operator. Beside these come SQLite's own
/// result codes, in sqlite_category().
enum class errc {
    other_ledger = 1,  ///< Follows another ledger: a mistyped path, or a file left over. Delete it or correct
                       ///< the path.
    not_consecutive,   ///< apply(): the events do not start at position(), or leave a gap.
    not_a_projection,  ///< A SQLite database that choqr did not make.
    stopped,           ///< Asked to stop before it was done.
    file_gone,         ///< The file that is open was deleted, moved or replaced: what is written is lost.
};
const boost::system::error_category& reports_category();
inline Error make_error_code(errc value) { return {static_cast<int>(value), reports_category()}; }

/// SQLite's extended result codes.
const boost::system::error_category& sqlite_category();
/// Whether `error` says that the file is damaged or no database at all: it can be deleted and rebuilt.
bool says_damaged(const Error& error);
/// Whether it may be over by itself: another program's lock, no room on the disk or under a quota, no
/// descriptor, no memory, a disk that does not answer. SQLite says "I/O error" for a quota as for a broken
/// disk.
bool may_pass(const Error& error);

}  // namespace choqr::reports

template <>
struct boost::system::is_error_code_enum<choqr::reports::errc> : std::true_type {};
