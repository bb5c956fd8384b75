#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "board.hpp"

namespace choqr::market_day {

/// People with an account: the boards of both markets, whom the operator invites, resets and disables. They
/// set and change passwords, log in and out, work, and try what is not theirs: LoggedInIsIn, LoggedOutIsOut,
/// CodesWorkOnce, PasswordIsTheLast, NothingBeyond.
class People {
public:
    People(Chance& chance, Trace& trace, Machine& machine, Operator& office, Vendors& vendors, Board& board)
        : chance_{chance},
          trace_{trace},
          machine_{machine},
          operator_{office},
          vendors_{vendors},
          board_{board} {}

    // Actions.

    /// Another colleague of either board; they take the invitation at once, later, or never.
    void invite();
    void accept();
    void log_in();
    void change_password();
    void work();
    void log_out();
    /// The operator makes a password void, or ends an account for good.
    void reset_or_disable();

private:
    enum class Standing { invited, active, in_doubt, disabled };
    struct Person {
        std::string id, login;
        MarketId market;
        std::optional<std::string> code;  ///< Of an invitation that nobody has used.
        std::string used_code{};
        std::string password{};
        Standing standing = Standing::invited;
        std::size_t resets = 0;  ///< Asked for, or the account's end.
    };
    struct Session {
        std::size_t person;
        std::string cookie;
        Instant renewed_at, ends_at;  ///< By the gateway's clock.
        enum class Standing { open, in_doubt, over } standing = Standing::open;
    };
    /// What somebody tries, and whether it is theirs to do.
    struct Deed {
        http::Method method;
        std::string target;
        Json body;
        int refused_with = 0;  ///< 0: it is theirs.
    };

    /// How a session stood when it called.
    struct Asked {
        Instant at;  ///< By the gateway's clock.
        bool was_in, was_over;
    };

    Gateway::Message message(std::string target, const Json& body, const std::string& cookie = {}) const;
    void begin_session(std::size_t person, Instant asked_at, const Reply& reply);
    void end_sessions(std::size_t person, Session::Standing standing);
    bool must_be_in(const Session& session) const;
    static void keep_renewed(Session& session, Instant asked_at, const Reply& reply);
    Deed any_deed(const Person& person);
    void answered(std::size_t session, const Deed& deed, const Asked& asked, const Reply& reply);
    std::optional<std::size_t> any_person(Standing standing);
    std::optional<std::size_t> any_session();

    Chance& chance_;
    Trace& trace_;
    Machine& machine_;
    Operator& operator_;
    Vendors& vendors_;
    Board& board_;
    std::vector<Person> people_;
    std::vector<Session> sessions_;
};

}  // namespace choqr::market_day
