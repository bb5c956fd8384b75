#pragma once

#include <string_view>

namespace choqr::authority {

/// The subject's O of every authority that choqr makes; a gateway hands out no other.
inline constexpr std::string_view organisation = "choqr local authority";
/// Its list of revoked certificates, DER, in the folder of the certificate.
inline constexpr std::string_view revocations_file = "revoked.crl";

}  // namespace choqr::authority
