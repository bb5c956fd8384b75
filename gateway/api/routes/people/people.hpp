#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "access/invitations.hpp"
#include "access/passwords.hpp"
#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"

// What the routes for people with an account share (docs/decisions/0634). Whatever takes a hash or writes the
// file of accounts is done in the lane of passwords: one piece at a time, a bounded number of them waiting,
// beside everything else.
namespace choqr::gateway::people {

namespace net = http::net;
using http::Method;
using http::Response;

inline constexpr std::size_t empty_body_bytes_max = 64;  ///< "{}" by whoever always sends something.

// By subject:
void add_log_in_routes(const PeoplePorts& ports, const std::shared_ptr<RateLimit>& limit);
void add_invitation_routes(const PeoplePorts& ports, const std::shared_ptr<RateLimit>& limit);
void add_session_routes(const PeoplePorts& ports);
void add_password_routes(const PeoplePorts& ports);
void add_code_routes(const PeoplePorts& ports, const std::shared_ptr<RateLimit>& limit);
void add_passkey_routes(const PeoplePorts& ports, const std::shared_ptr<RateLimit>& limit);
void add_user_routes(const PeoplePorts& ports);

/// A form of another site cannot send JSON; a script of another site says where it is. Log-in, too, is not
/// theirs to make: whoever is logged in as somebody else types for them.
bool is_of_another_site(const PeoplePorts& ports, const Call& call);

Response not_stored();
Response wait_to_guess(std::chrono::seconds wait);
Response no_content();

/// A name by chance, for a secret that the ledger speaks of.
Hash new_name(world::Random& random);

/// What the ledger made of a command; else why not.
struct Recorded {
    std::optional<Sequence> at{};
    std::optional<book::Refusal> refusal{};
    std::optional<Error> error{};
};
net::awaitable<Recorded> record(PeoplePorts ports, TokenId actor, book::Ask ask);

/// What somebody has shown to be who they are.
struct Shown {
    TokenId user;
    std::optional<Hash> password{};  ///< The name of the one that was right.
    std::optional<Hash> codes{};     ///< The name of the secret whose code it was.
    std::optional<book::PasskeyUse> passkey{};
};
/// Who calls from now on has another session; the one that they had is over. If what was shown is not enough
/// (any more) nobody is logged in.
net::awaitable<Response> begin_session(PeoplePorts ports, const Call& call, Shown shown);

// Passwords

/// Why `fault` is refused.
Response faulty(PasswordFault fault);

struct Tried {
    std::optional<TokenId> user{};  ///< Whose password it is.
    std::optional<Hash> name{};     ///< Its name.
    std::optional<std::chrono::seconds> wait{};
};
/// Who is said to try, and by what their tries are counted beside their network: their name, or the browser
/// on which they have logged in before.
struct Trying {
    std::string login, counted_by;
    bool is_known = false;
};
Trying trying(const PeoplePorts& ports, const Call& call, std::string login);
/// The same work whether there is such a person or not, and whether the password is right or not. In the
/// lane.
Tried try_password(const PeoplePorts& ports, const std::string& network, const Trying& who,
                   const std::string& prepared);
/// The caller's own, asked again before what they log in with changes. What is wrong is answered with
/// `refusal`; else `name` is there.
struct AskedAgain {
    Tried tried{};
    std::optional<Response> refusal{};
};
net::awaitable<AskedAgain> ask_password_again(PeoplePorts ports, const Call& call, std::string typed,
                                              std::string_view field);
/// Under a new name, beside the one in force. Nothing: no memory, no disk, or no such person. In the lane.
std::optional<Hash> store_password(const PeoplePorts& ports, TokenId user, const std::string& prepared);
/// The ledger's word on a password that is stored; then the one that is void goes.
net::awaitable<Recorded> set_password(PeoplePorts ports, const Call& call, book::SetPassword asked);

// Codes

/// The password was right, and a code is asked for: a ticket for it instead of a session.
Response ask_for_code(const PeoplePorts& ports, TokenId user, const Hash& password);

}  // namespace choqr::gateway::people
