#include "access/accounts_text.hpp"

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "json/fields.hpp"
#include "json/writer.hpp"

namespace choqr::gateway {
namespace {

using Table = std::map<TokenId, Account>;

constexpr std::size_t accounts_max = 2 * book::InviteUser::users_max;
constexpr std::size_t phc_bytes_max = 512, name_bytes_max = 1'000, recovery_codes_max = 32;

const Error damaged = boost::system::errc::make_error_code(boost::system::errc::bad_message);

void write(json::Writer& json, const Hash& name, const OneTimeCodes& codes) {
    json.begin_object().field("id", to_hex(name.bytes())).field("secret", to_hex(codes.secret));
    json.field("last_step", codes.last_step).key("recovery").begin_array();
    for (const auto& code : codes.recovery) json.text(to_hex(code.bytes()));
    json.end_array().end_object();
}

void write(json::Writer& json, const Account& account) {
    json.begin_object().field("id", account.user.text()).field("login", account.login);
    json.field("name", account.name).key("passwords").begin_array();
    for (const auto& [name, phc] : account.passwords)
        json.begin_object().field("id", to_hex(name.bytes())).field("hash", phc).end_object();
    json.end_array().key("codes").begin_array();
    for (const auto& [name, codes] : account.codes) write(json, name, codes);
    json.end_array().key("passkeys").begin_array();
    for (const auto& [id, name] : account.passkeys)
        json.begin_object().field("id", id.text()).field("name", name).end_object();
    json.end_array().end_object();
}

/// The first line, if the second is its hash: a name of which a bit has turned over is another one's.
std::optional<std::string_view> checked(std::string_view text) {
    const auto line = text.substr(0, text.find('\n'));
    const bool is_whole =
        text.size() > line.size() && text.substr(line.size() + 1) == to_hex(sha256(line).bytes()) + "\n";
    return is_whole ? std::optional{line} : std::nullopt;
}

std::optional<Hash> hash_in(std::string_view hex) {
    const auto bytes = from_lower_hex(hex);
    return bytes ? Hash::from_bytes(*bytes) : std::nullopt;
}
std::optional<Hash> hash_in(const json::Fields& fields) {
    return hash_in(fields.text("id", 64).value_or(""));
}

std::optional<OneTimeCodes> codes_in(const json::Fields& fields) {
    const auto secret = from_lower_hex(fields.text("secret", 128).value_or(""));
    const auto last_step = fields.integer("last_step", 0, INT64_MAX);
    if (!secret || secret->empty() || !last_step) return std::nullopt;
    OneTimeCodes codes{*secret, *last_step};
    for (const auto& code : fields.texts("recovery", recovery_codes_max, 64)) {
        const auto hash = hash_in(code);
        if (!hash) return std::nullopt;
        codes.recovery.insert(*hash);
    }
    return codes;
}

// Older files have neither codes nor passkeys.
bool read_factors(Account& account, const json::Fields& fields) {
    for (const auto& one : fields.objects("codes", Accounts::secrets_being_set_max)) {
        const auto name = hash_in(one);
        auto codes = codes_in(one);
        if (!name || !codes) return false;
        account.codes.emplace(*name, *std::move(codes));
    }
    for (const auto& one : fields.objects("passkeys", 2 * book::AddPasskey::passkeys_max)) {
        const auto id = PasskeyId::parse(one.text("id", 32).value_or(""));
        const auto name = one.text("name", name_bytes_max);
        if (!id || !name) return false;
        account.passkeys.emplace(*id, *name);
    }
    return true;
}

std::optional<Account> account_in(const json::Fields& fields) {
    const auto id = TokenId::parse(fields.text("id", 32).value_or(""));
    const auto login = fields.text("login", Accounts::login_bytes_max);
    const auto name = fields.text("name", name_bytes_max);
    if (!id || !login || !name) return std::nullopt;
    Account account{*id, *login, *name};
    for (const auto& one : fields.objects("passwords", Accounts::secrets_being_set_max)) {
        const auto hash = hash_in(one);
        const auto phc = one.text("hash", phc_bytes_max);
        if (!hash || !phc) return std::nullopt;
        account.passwords.emplace(*hash, *phc);
    }
    return read_factors(account, fields) ? std::optional{std::move(account)} : std::nullopt;
}

}  // namespace

std::string text_of(const Table& table) {
    json::Writer json;
    json.begin_object().field("version", std::int64_t{1}).key("accounts").begin_array();
    for (const auto& [id, account] : table) write(json, account);
    json.end_array().end_object();
    const auto text = json.take();
    return text + "\n" + to_hex(sha256(text).bytes()) + "\n";
}

Result<Table> accounts_in(std::string_view text) {
    const auto whole = checked(text);
    if (!whole) return damaged;
    const auto parsed = json::parse(*whole);
    const auto* document = std::get_if<json::Value>(&parsed);
    if (!document) return damaged;
    json::Complaint complaint;
    const json::Fields fields{*document, complaint};
    Table table;
    const auto version = fields.integer("version", 1, 1);
    for (const auto& one : fields.objects("accounts", accounts_max)) {
        auto account = account_in(one);
        if (!account) return damaged;
        const auto id = account->user;
        table.emplace(id, *std::move(account));
    }
    if (complaint || !version) return damaged;
    return table;
}

}  // namespace choqr::gateway
