#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "authority/authority.hpp"
#include "world/directory.hpp"

namespace choqr::authority {

inline constexpr std::string_view authority_file = "authority.pem";  ///< What phones install.
inline constexpr std::string_view issuer_file = "issuer.pem", issuer_key_file = "issuer.key";
inline constexpr std::string_view certificate_file = "certificate.pem", key_file = "key.pem";

struct Wanted {
    Hosts asked;  ///< By a person. Where these have no names, or no addresses, `own` and those of the
                  ///< certificate that is there count.
    Hosts own;    ///< The machine's.
    bool new_authority = false;
    bool new_key = false;  ///< Others may have the gateway's key: its certificate is revoked.
};

/// Why nothing was made; nothing has changed then.
struct Refusal {
    enum class Why : std::uint8_t {
        busy,           ///< Somebody else is making one in this folder.
        not_permitted,  ///< The authority that is there may not vouch for `what`, which was asked for.
        ends_soon,      ///< The authority ends within `last_days`.
        no_authority,   ///< One of its three files is missing, they do not belong together, or are not ours.
        foreign         ///< What is there, certificate.pem or key.pem, is not of choqr's making.
    };
    Why why;
    std::string what{};
};

struct Made {
    Facts authority, server;
    bool is_authority_new = false;
    Hosts left_out{};  ///< Of `own`, what the authority may not vouch for.
};

/// An authority that ends sooner gives no more certificates: they would end with it, and phones need time.
inline constexpr std::chrono::days last_days{90};

/// Makes the gateway's certificate in `folder` (`DIR/tls`), and the authority unless there is one. Names and
/// addresses of this machine itself ("localhost", 127.0.0.1, ::1) are always in it.
/// The list of revoked certificates is written first, the certificate last. A renewal keeps the gateway's
/// key; with a new authority, or where a new key is wanted, a crash just between key and certificate leaves a
/// pair that does not fit, which the next call mends. One caller at a time, by the lock of the folder.
/// std::runtime_error, beginning with the file's name, when the disk fails.
std::variant<Made, Refusal> make_certificate(world::Directory& folder, const Wanted& wanted, Instant now);

/// What is in the folder; nothing of what is not.
struct Kept {
    std::optional<Facts> authority, server;
};
Kept read_folder(world::Directory& folder);

}  // namespace choqr::authority
