#include "cli/init.hpp"

#include <filesystem>
#include <ostream>

#include "access/access.hpp"
#include "access/tokens.hpp"
#include "base/label.hpp"
#include "base/text.hpp"
#include "cli/user.hpp"
#include "data_folder/ledger.hpp"
#include "qr/card_number.hpp"

namespace choqr::gateway {
namespace {

void carry_out(Ledger& ledger, book::Ask ask) {
    const auto outcome = ledger.carry_out({std::move(ask), "init", std::nullopt});
    if (!outcome) throw CannotStart{"the ledger could not be written to: " + outcome.error().message()};
    if (const auto* refusal = std::get_if<book::Refusal>(&*outcome))
        throw CannotStart{std::string{book::code_of(*refusal)}};
}

void write_token_file(const std::string& path, const std::string& token) {
    auto directory = world::PosixDirectory::open(path);
    if (!directory) throw CannotStart{path + ": " + directory.error().message()};
    const auto written =
        (*directory)->replace_file("operator.token", token + "\n", world::Permission::owner_only);
    if (!written) throw CannotStart{path + "/operator.token: " + written.error().message()};
}

// The file last: a token that nothing has recorded would open nothing.
void give_operator_a_token(Ledger& ledger, world::Random& random, const std::string& label) {
    const auto token = make_token(random);
    book::IssueToken issue{.role = book::Role::operator_,
                           .market = {},
                           .stall = {},
                           .feed = {},
                           .label = label,
                           .token_hash = {}};
    issue.token_hash = hash_of_token(token);
    carry_out(ledger, std::move(issue));
    write_token_file(ledger.path(), token);
}

// A first code for the market from its name: "Chợ Hùng Sơn" is "market"; whoever wants another registers it
// over HTTP.
book::RegisterMarket market_named(const std::string& name) {
    const auto read = read_label(name);
    if (const auto* fault = std::get_if<LabelFault>(&read))
        throw UsageError{"--market: " + fault->english(), "--market: " + fault->vietnamese()};
    const auto& label = std::get<std::string>(read);
    if (count_code_points(label) > 100)
        throw UsageError{"--market: is longer than 100 characters; shorten it",
                         "--market: dài quá 100 ký tự; hãy rút ngắn"};
    if (qr::holds_card_number(label))
        throw UsageError{"--market: holds a payment card's number; leave it out",
                         "--market: có số thẻ; hãy bỏ số thẻ đi"};
    return {.name = label, .code = "market", .province = {}, .commune = {}};
}

}  // namespace

MadeLedger make_ledger(const NewLedger& asked) {
    world::SystemRandom random;
    const world::SystemClock clock;
    MadeLedger made;
    made.was_open = !Ledger::create(asked.path, random, asked.origin).empty();
    Ledger ledger{asked.path, random, clock, {}};
    if (asked.is_trial)
        carry_out(ledger, book::MarkLedgerTrial{});  // Before anything else: later it is refused.
    give_operator_a_token(ledger, random, std::string{label_of_init});
    if (!asked.market.empty()) carry_out(ledger, market_named(asked.market));
    made.invitation_code = invite_first_operator(ledger, random, clock);
    return made;
}

int run_init(const Arguments& arguments, Surroundings& surroundings) {
    auto& out = surroundings.out;
    const auto path = arguments.required("--data");
    const auto market = arguments.value("--market");
    if (market) market_named(*market);  // Nothing is made for a name that cannot be one.
    const auto made = make_ledger(
        {path, arguments.value("--origin").value_or(""), market.value_or(""), arguments.has("--demo")});
    if (made.was_open) out << path << ": others could read this folder; now it is its owner's only.\n";
    if (arguments.has("--demo")) out << "This is a trial ledger (thử), for ever: no money in it is real.\n";
    out << "A new ledger is in " << path << "\nThe operator's token is in " << path
        << "/operator.token: keep it secret.\n"
        << "Next: choqr serve --data " << path << "\n"
        << "Then set the password of the account \"operator\" with this link, within 72 hours, once (by "
           "another address if people\nreach the gateway by one; a new link: choqr user reset operator):\n"
        << local_invitation(made.invitation_code) << "\n";
    return 0;
}

int run_operator_token(const Arguments& arguments, Surroundings& surroundings) {
    world::SystemRandom random;
    const world::SystemClock clock;
    Ledger ledger{arguments.required("--data"), random, clock, {}};
    give_operator_a_token(ledger, random, std::string{label_of_operator_token});
    surroundings.out << "A new operator's token is in " << ledger.path()
                     << "/operator.token. Those that were issued before are valid until they are revoked.\n";
    return 0;
}

}  // namespace choqr::gateway
