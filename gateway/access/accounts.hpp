#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/one_time_codes.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "book/people/users.hpp"
#include "world/directory.hpp"

namespace choqr::gateway {

/// What only this file knows of a person with an account: the ledger has neither names nor passwords.
struct Account {
    TokenId user;
    std::string login;  ///< As folded_login() makes it.
    std::string name;   ///< As it is shown.
    /// Hashes (PHC) by the names of their passwords: that of the ledger's word, and one that is being set.
    std::map<Hash, std::string> passwords{};
    std::map<Hash, OneTimeCodes> codes{};         ///< By their names, in the same way.
    std::map<PasskeyId, std::string> passkeys{};  ///< What their owner calls them.
    friend bool operator==(const Account&, const Account&) = default;
};

/// The accounts of a ledger, in one file (mode 0600) beside the journal that is replaced as a whole: a line
/// of JSON, and its SHA-256. What is taken out of it is gone: neither journal nor keys ever held it
/// (docs/decisions/0634). Which password is a person's, and who may log in, says the ledger. Any thread;
/// writing takes a sync: not on a connection's.
class Accounts {
public:
    static constexpr std::string_view file_name = "accounts.choqr";
    static constexpr std::size_t login_bytes_max = 100, name_code_points_max = 60;
    static constexpr std::size_t secrets_being_set_max = 8;  ///< Passwords, or codes, of one person.

    /// Without the file there are none. errc of the disk; bad_message of the system for a file that is not
    /// what was written. `directory` outlives it.
    static Result<std::unique_ptr<Accounts>> open(world::Directory& directory);

    /// How a log-in name is compared: NFC, small letters, without outer spaces. Nothing for what can be none:
    /// 3 to login_bytes_max bytes, letters and digits of any script, . _ - @ + and nothing else.
    static std::optional<std::string> folded_login(std::string_view typed);

    std::optional<Account> find(TokenId user) const;
    std::optional<Account> find_by_login(std::string_view folded) const;
    std::vector<Account> all() const;  ///< In the order in which they were invited.

    /// False: somebody has this log-in name.
    Result<bool> add(const Account& account);
    /// Beside those that are there, or again under its name. False: there is no such person, or too many of
    /// their passwords were being set and never were.
    Result<bool> add_password(TokenId user, const Hash& name, const std::string& phc);
    Result<void> drop_password(TokenId user, const Hash& name);
    /// All that they could log in with goes.
    Result<void> shut_out(TokenId user);
    Result<void> remove(TokenId user);

    /// False as with add_password().
    Result<bool> add_codes(TokenId user, const Hash& name, const OneTimeCodes& codes);
    /// All but these go; without a name, all.
    Result<void> keep_codes(TokenId user, const std::optional<Hash>& name);
    /// From now on no code of this step, or of an older one, is used again. False: there are no such codes,
    /// or one was: a code is good once, whoever asks at the same time.
    Result<bool> use_step(TokenId user, const Hash& name, std::int64_t step);
    /// False: there is no such code (any more).
    Result<bool> use_recovery_code(TokenId user, const Hash& name, const Hash& code);

    Result<bool> name_passkey(TokenId user, PasskeyId passkey, const std::string& name);
    Result<void> forget_passkey(TokenId user, PasskeyId passkey);
    /// What the ledger does not know (any more) goes: accounts of whoever has none, all passwords and codes
    /// but those in force, the names of passkeys that were removed. Before anything else: a stop may have
    /// come between an event and what followed from it.
    Result<void> keep_only(const book::Users& users);

private:
    using Table = std::map<TokenId, Account>;

    explicit Accounts(world::Directory& directory) : directory_{directory} {}
    Result<void> read(std::string_view text);
    /// Nothing is written where `change` returns false.
    Result<bool> change(const std::function<bool(Table&)>& change);
    Result<bool> change_of(TokenId user, const std::function<bool(Account&)>& of_account);
    std::shared_ptr<const Table> table() const;

    world::Directory& directory_;
    std::mutex writing_;  ///< One change at a time; held while the file is written.
    mutable std::mutex mutex_;
    std::shared_ptr<const Table> table_ = std::make_shared<Table>();  ///< Guarded by mutex_.
};

}  // namespace choqr::gateway
