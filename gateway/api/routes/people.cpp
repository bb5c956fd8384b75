#include "api/routes/people/people.hpp"
#include "access/passwords.hpp"

// People with an account: invited by a link, known by a password, and for half a day by a cookie
// (docs/decisions/0634, 0639). By subject in people/.
namespace choqr::gateway {

void add_people_routes(const PeoplePorts& ports) {
    nobodys_hash();  // It takes its time once, and not somebody's first log-in.
    // Beside the guesses, which are counted where they are made: what a refusal costs.
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 20, .burst = 600});
    people::add_log_in_routes(ports, limit);
    people::add_invitation_routes(ports, limit);
    people::add_session_routes(ports);
    people::add_password_routes(ports);
    people::add_code_routes(ports, limit);
    people::add_passkey_routes(ports, limit);
    people::add_user_routes(ports);
}

}  // namespace choqr::gateway
