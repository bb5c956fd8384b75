#include "cli/user.hpp"

#include <algorithm>
#include <ostream>
#include <vector>

#include "access/capability.hpp"
#include "access/invitations.hpp"
#include "base/label.hpp"
#include "base/text.hpp"
#include "cli/http_call.hpp"
#include "data_folder/ledger.hpp"
#include "json/fields.hpp"
#include "json/writer.hpp"
#include "qr/card_number.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view here = "http://127.0.0.1:8080";

/// Somebody who is to have an account.
struct Invitee {
    std::string login;  ///< As Accounts::folded_login() makes it.
    std::string name;
    book::Role role = book::Role::operator_;
    std::optional<MarketId> market{};
    book::Area area{};
};

/// A ledger's files, while nobody serves them.
struct Files {
    explicit Files(const std::string& data) : ledger{data, random, clock, {}} {}

    void carry_out(book::Ask ask, const std::string& about) {
        const auto outcome = ledger.carry_out({std::move(ask), "operator", std::nullopt});
        if (!outcome) throw CannotStart{outcome.error().message()};
        if (const auto* refusal = std::get_if<book::Refusal>(&*outcome))
            throw CannotStart{about + ": " + std::string{book::code_of(*refusal)}};
    }

    world::SystemRandom random;
    const world::SystemClock clock;
    Ledger ledger;
};

void check_written(const Result<void>& written) {
    if (!written)
        throw CannotStart{std::string{Accounts::file_name} + ": " + written.error().message() +
                          "; the next start of the ledger puts it right"};
}

/// A person as a list has them.
struct Row {
    std::string id, login, name, role, place, status;
};

std::string_view status_of(const book::User& user, Instant now) {
    if (user.password) return "active";
    return user.invitation && now < user.invitation->expires_at ? "invited" : "invitation_expired";
}

/// "mk3", "mk3 Rau", "Lào Cai, Sa Pa".
std::string place_text(const std::optional<MarketId>& market, const book::Area& area) {
    std::string text = market ? market->text() : area.province.value_or("");
    if (area.commune) text.append(", ").append(*area.commune);
    if (area.zone) text.append(" ").append(*area.zone);
    return text;
}
std::string place_of_person(const json::Fields& person) {
    const auto market = person.optional_text("market_id", 32);
    return place_text(market ? MarketId::parse(*market) : std::nullopt,
                      {person.optional_text("province", 400), person.optional_text("commune", 400),
                       person.optional_text("zone", 400)});
}

std::vector<Row> rows_in(Files& files) {
    std::vector<Row> rows;
    for (const auto& account : files.ledger.accounts().all()) {
        const auto* user = files.ledger.book().users().find(account.user);
        if (!user) continue;
        rows.push_back({account.user.text(), account.login, account.name,
                        std::string{book::name_of(user->role)}, place_text(user->market, user->area),
                        std::string{status_of(*user, files.clock.now())}});
    }
    return rows;
}

std::vector<Row> rows_of(const Target& target) {
    std::vector<Row> rows;
    for (std::string cursor;;) {
        const auto page = call_json(target, "GET", "/v1/users?limit=200" + cursor);
        json::Complaint complaint;
        const json::Fields fields{page, complaint};
        for (const auto& one : fields.objects("items", 200))
            rows.push_back({one.text("id", 32).value_or(""), one.text("login", 400).value_or(""),
                            one.text("name", 1'000).value_or(""), one.text("role", 32).value_or(""),
                            place_of_person(one), one.text("status", 32).value_or("")});
        const auto next = fields.optional_text("next_cursor", 64);
        if (complaint) throw std::runtime_error{"the list of people is not what it should be"};
        if (!next) return rows;
        cursor = "&cursor=" + *next;
    }
}

const Row& meant(const std::vector<Row>& rows, const std::string& who) {
    const auto folded = Accounts::folded_login(who);
    const auto found =
        std::ranges::find_if(rows, [&](const Row& row) { return row.id == who || row.login == folded; });
    if (found == rows.end())
        throw UsageError{who + ": nobody of this log-in name or id has an account; see: choqr user list",
                         who + ": không có tài khoản mang tên hoặc mã này; xem: choqr user list"};
    return *found;
}

std::string needs_of(book::Role role) {
    switch (role) {
        case book::Role::province:
            return "--province NAME";
        case book::Role::commune:
            return "--province NAME --commune NAME";
        case book::Role::fee_officer:
            return "--market ID | --province NAME --commune NAME";
        case book::Role::volunteer:
            return "--market ID [--zone NAME]";
        case book::Role::board:
            return "--market ID";
        default:
            return {};
    }
}

std::optional<std::string> read_area(const Arguments& arguments, const std::string& option) {
    const auto typed = arguments.value(option);
    if (!typed) return std::nullopt;
    const auto label = read_label(*typed);
    if (const auto* fault = std::get_if<LabelFault>(&label))
        throw UsageError{option + ": " + fault->english(), option + ": " + fault->vietnamese()};
    return std::get<std::string>(label);
}

/// The role, and exactly what it is bound by.
void read_role(const Arguments& arguments, Invitee& invitee) {
    const auto typed = arguments.required("--role");
    std::string known;
    std::optional<book::Role> role;
    for (const auto& [one, word, on_disk] : book::Words<book::Role>::list) {
        if (!bounds_of(one).has_account) continue;
        known.append(known.empty() ? "" : ", ").append(word);
        if (word == typed) role = one;
    }
    if (!role)
        throw UsageError{"--role: " + typed + ": write one of " + known,
                         "--role: " + typed + ": hãy viết một trong " + known};
    invitee.role = *role;
    const auto market = arguments.value("--market");
    if (market) invitee.market = MarketId::parse(*market);
    if (market && !invitee.market)
        throw UsageError{"--market: " + *market + ": write its id, mk3",
                         "--market: " + *market + ": hãy viết mã chợ, ví dụ mk3"};
    invitee.area = {read_area(arguments, "--province"), read_area(arguments, "--commune"),
                    read_area(arguments, "--zone")};
    if (are_bounds_of(*role, invitee.market.has_value(), invitee.area)) return;
    if (*role == book::Role::operator_)
        throw UsageError{"operator: is of all markets; leave out --market, --zone, --province and --commune",
                         "operator: quản mọi chợ; hãy bỏ --market, --zone, --province và --commune"};
    throw UsageError{typed + ": needs " + needs_of(*role) + ", and no other place",
                     typed + ": cần " + needs_of(*role) + ", không thêm nơi nào khác"};
}

Invitee read_invitee(const Arguments& arguments) {
    Invitee invitee;
    const auto& typed = arguments.words().front();
    const auto login = Accounts::folded_login(typed);
    if (!login)
        throw UsageError{"LOGIN: " + typed + ": write 3 to 100 letters, digits and . _ - @ +, without spaces",
                         "LOGIN: " + typed + ": hãy viết 3 đến 100 chữ, số và . _ - @ +, không có dấu cách"};
    const auto name = read_label(arguments.value("--name").value_or(typed));
    if (const auto* fault = std::get_if<LabelFault>(&name))
        throw UsageError{"--name: " + fault->english(), "--name: " + fault->vietnamese()};
    invitee.login = *login;
    invitee.name = std::get<std::string>(name);
    if (count_code_points(invitee.name) > Accounts::name_code_points_max)
        throw UsageError{"--name: is longer than 60 characters; shorten it",
                         "--name: dài quá 60 ký tự; hãy rút ngắn"};
    if (qr::holds_card_number(invitee.name))
        throw UsageError{"--name: holds a payment card's number; leave it out",
                         "--name: có số thẻ; hãy bỏ số thẻ đi"};
    read_role(arguments, invitee);
    return invitee;
}

void say_link(std::ostream& out, const std::string& who, const std::string& link) {
    out << who << " sets a password with this link, within 72 hours, once. Whoever has it is " << who
        << ": give it to nobody else.\n"
        << link << "\n";
}
void say_local_link(std::ostream& out, const std::string& who, const std::string& code) {
    say_link(out, who, local_invitation(code));
    out << "Where people reach the gateway by another address, that one stands before /invite.\n";
}

std::string text_at(const json::Value& value, std::string_view outer, std::string_view inner) {
    const auto* object = value.find(outer);
    const auto* text = object ? object->find(inner) : nullptr;
    if (!text || !text->string()) throw std::runtime_error{"the answer is not what it should be"};
    return *text->string();
}

std::string body_of(const Invitee& invitee) {
    json::Writer json;
    json.begin_object().field("login", invitee.login).field("name", invitee.name);
    json.field("role", book::name_of(invitee.role));
    if (invitee.market) json.field("market_id", invitee.market->text());
    if (invitee.area.province) json.field("province", *invitee.area.province);
    if (invitee.area.commune) json.field("commune", *invitee.area.commune);
    if (invitee.area.zone) json.field("zone", *invitee.area.zone);
    json.end_object();
    return json.take();
}

// The file last: a name without an account would be nobody's.
std::string invite_in_files(Ledger& ledger, world::Random& random, const world::Clock& clock,
                            const Invitee& invitee) {
    if (ledger.accounts().find_by_login(invitee.login))
        throw CannotStart{invitee.login + ": somebody has this log-in name"};
    const auto made = NewInvitation::make(random, clock.now());
    book::InviteUser ask{invitee.role, invitee.market, made.invitation, invitee.area};
    const auto outcome = ledger.carry_out({std::move(ask), "operator", std::nullopt});
    if (!outcome) throw CannotStart{"the ledger could not be written to: " + outcome.error().message()};
    if (const auto* refusal = std::get_if<book::Refusal>(&*outcome))
        throw CannotStart{std::string{book::code_of(*refusal)}};
    const TokenId user{std::get<book::Recorded>(*outcome).sequence};
    const auto added = ledger.accounts().add({user, invitee.login, invitee.name, {}});
    if (!added) throw CannotStart{std::string{Accounts::file_name} + ": " + added.error().message()};
    return made.code;
}

}  // namespace

std::string local_invitation(const std::string& code) { return NewInvitation{code, {}}.url(here); }

std::string invite_first_operator(Ledger& ledger, world::Random& random, const world::Clock& clock) {
    const Invitee first{"operator", "Người vận hành", book::Role::operator_};
    return invite_in_files(ledger, random, clock, first);
}

int run_user_invite(const Arguments& arguments, Surroundings& surroundings) {
    const auto data = one_place_of(arguments);
    const auto invitee = read_invitee(arguments);
    if (data) {
        Files files{*data};
        say_local_link(surroundings.out, invitee.login,
                       invite_in_files(files.ledger, files.random, files.clock, invitee));
        return 0;
    }
    const auto made =
        call_json(target_of(arguments), "POST", "/v1/users", "application/json", body_of(invitee));
    say_link(surroundings.out, invitee.login, text_at(made, "invitation", "url"));
    return 0;
}

int run_user_list(const Arguments& arguments, Surroundings& surroundings) {
    const auto data = one_place_of(arguments);
    std::optional<Files> files;
    if (data) files.emplace(*data);
    const auto rows = files ? rows_in(*files) : rows_of(target_of(arguments));
    for (const auto& row : rows)
        surroundings.out << row.id << "\t" << row.login << "\t" << row.role
                         << (row.place.empty() ? "" : " " + row.place) << "\t" << row.status << "\t"
                         << row.name << "\n";
    return 0;
}

int run_user_reset(const Arguments& arguments, Surroundings& surroundings) {
    const auto data = one_place_of(arguments);
    const auto& who = arguments.words().front();
    if (data) {
        Files files{*data};
        const auto row = meant(rows_in(files), who);
        const auto user = *TokenId::parse(row.id);
        const auto made = NewInvitation::make(files.random, files.clock.now());
        files.carry_out(book::ResetUser{user, made.invitation}, who);
        check_written(files.ledger.accounts().shut_out(user));
        say_local_link(surroundings.out, row.login, made.code);
        return 0;
    }
    const auto target = target_of(arguments);
    const auto row = meant(rows_of(target), who);
    const auto made = call_json(target, "POST", "/v1/users/" + row.id + "/reset");
    say_link(surroundings.out, row.login, text_at(made, "invitation", "url"));
    return 0;
}

int run_user_disable(const Arguments& arguments, Surroundings& surroundings) {
    const auto data = one_place_of(arguments);
    const auto& who = arguments.words().front();
    if (data) {
        Files files{*data};
        const auto user = *TokenId::parse(meant(rows_in(files), who).id);
        files.carry_out(book::DisableUser{user}, who);
        check_written(files.ledger.accounts().remove(user));
    } else {
        const auto target = target_of(arguments);
        const auto row = meant(rows_of(target), who);
        const auto reply = call(target, "POST", "/v1/users/" + row.id + "/disable");
        if (reply.status != 204)
            throw std::runtime_error{who + ": the gateway answered " + std::to_string(reply.status)};
    }
    surroundings.out << who << " has no account any more.\n";
    return 0;
}

}  // namespace choqr::gateway
