#pragma once

#include "base/result.hpp"

namespace choqr::world {

/// Why a call has no answer; message() is a sentence's end for a person: "https://… : the certificate …".
enum class http_errc {
    bad_url = 1,
    name_not_found,
    not_connected,  ///< Refused, or no way to there.
    connect_timed_out,
    certificate_unknown,  ///< Self-signed, or of an issuer that this machine does not trust.
    certificate_expired,  ///< Or not valid yet.
    certificate_of_another_host,
    tls_failed,  ///< Anything else between the two: no common version, no TLS at all.
    write_timed_out,
    read_timed_out,
    cut_off,   ///< The connection ended before the answer did.
    not_http,  ///< What came is no HTTP/1.x answer.
    too_large,
    too_many_redirects,
};
const boost::system::error_category& http_category();
inline Error make_error_code(http_errc value) { return {static_cast<int>(value), http_category()}; }

}  // namespace choqr::world

template <>
struct boost::system::is_error_code_enum<choqr::world::http_errc> : std::true_type {};
