#include "cli/demo.hpp"

#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "base/encoding.hpp"
#include "cli/demo_files.hpp"
#include "cli/demo_market.hpp"
#include "cli/demo_training.hpp"
#include "cli/gateways.hpp"
#include "cli/init.hpp"
#include "data_folder/ledger.hpp"
#include "world/directory.hpp"
#include "world/random.hpp"

namespace choqr::gateway {
namespace {

namespace fs = std::filesystem;

std::string usual_folder() {
    if (const char* const state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state != '\0')
        return std::string{state} + "/choqr/demo";
    const char* const home = std::getenv("HOME");
    if (home == nullptr)
        throw UsageError{"--data: is missing, and there is no HOME; add --data DIR",
                         "--data: còn thiếu; hãy thêm --data THƯ_MỤC"};
    return std::string{home} + "/.local/state/choqr/demo";
}

/// Beside the folder, as of a ledger that is served.
std::string configuration_of(const std::string& folder) { return folder + ".config.json"; }

// The secret of the simulated wallet is this installation's own, like every other secret.
void write_configuration(const std::string& folder) {
    const fs::path file = configuration_of(folder);
    if (fs::exists(file)) return;
    std::array<std::uint8_t, 32> secret{};
    world::SystemRandom{}.fill(secret);
    std::string text{demo_files::configuration};
    text.replace(text.find(demo_files::secret_place), demo_files::secret_place.size(),
                 "whsec_" + to_base64({reinterpret_cast<const char*>(secret.data()), secret.size()}));
    auto directory = world::PosixDirectory::open(file.parent_path().string());
    if (!directory) throw CannotStart{file.string() + ": " + directory.error().message()};
    const auto written =
        (*directory)->replace_file(file.filename().string(), text, world::Permission::owner_only);
    if (!written) throw CannotStart{file.string() + ": " + written.error().message()};
}

/// The code of the operator's invitation, if there was no ledger.
std::string make_if_missing(const std::string& folder, std::ostream& out) {
    if (fs::exists(folder) && !fs::is_empty(folder)) return {};
    out << "A trial ledger (thử) is made in " << folder << "\n";
    fs::create_directories(fs::absolute(folder).parent_path());
    return make_ledger({.path = folder, .origin = {}, .market = {}, .is_trial = true}).invitation_code;
}

bool is_trial(const Target& target) {
    const auto me = call_json(target, "GET", "/v1/me");
    const auto* trial = me.find("trial");
    return trial != nullptr && trial->boolean() != nullptr && *trial->boolean();
}

// Nothing is written to a ledger of real money, and nothing served from it with a wallet that pays.
DemoMarket market_in(const std::string& folder, Gateways& gateways) {
    const auto gateway = gateways.open(folder);
    const Target operator_{"http://127.0.0.1:" + std::to_string(gateway->port()), operator_token(folder)};
    if (!is_trial(operator_))
        throw CannotStart{folder +
                          ": holds a ledger that is no trial (thử); name another folder with --data"};
    return demo_market(operator_, folder);
}

struct Demo {
    std::string folder;
    DemoMarket market;
    std::string invitation;  ///< Its code; empty: it was shown at an earlier start.
};

void tell_where(const Demo& demo, const std::string& origin, std::ostream& out) {
    const auto& market = demo.market;
    const auto token = operator_token(demo.folder);
    out << "\n  choqr is running. Data: " << demo.folder << "     Ctrl-C stops it.\n\n"
        << "  All three side by side  " << origin << "/demo#vendor=" << market.vendor_token
        << "&board=" << market.board_token << "&volunteer=" << market.volunteer_token << "\n\n"
        << "  Stall screen (vendor)   " << origin << "/stall/" << market.stall
        << "#token=" << market.vendor_token << "\n  Wallet simulator        " << origin
        << "/wallet?stall=" << market.stall_public_id << "\n  Market board            " << origin << "/board/"
        << market.id << "#token=" << market.board_token << "\n  Start page              " << origin
        << "/#token=" << token << "\n  The stall's QR code     " << origin << "/q/" << market.stall_public_id
        << ".svg\n\n"
        << "  Operator's token        " << token << "    (also in " << demo.folder << "/operator.token)\n"
        << "  Operator's account      ";
    if (!demo.invitation.empty())
        out << origin << "/invite#" << demo.invitation << " sets its password, once; then ";
    out << origin << "/login\n\n"
        << "  Try: open the first, tap BẬT LOA, pay in the wallet, look at the board.\n"
        << "  A whole market day:     choqr simulate --url " << origin << " --data " << demo.folder
        << " --config " << configuration_of(demo.folder) << " --market " << demo_files::market_code
        << " --seed 1 --payments 393 --active-stalls 70 --faults none\n\n";
    out.flush();
}

Arguments serving(const std::string& folder, const Arguments& arguments) {
    Arguments serving;
    serving.add("--data", {folder});
    serving.add("--config", {configuration_of(folder)});
    serving.add("--listen", {arguments.value("--listen").value_or("127.0.0.1:8080")});
    return serving;
}

}  // namespace

int run_demo(const Arguments& arguments, Surroundings& surroundings) {
    auto& out = surroundings.out;
    auto& gateways = gateways_of(surroundings);
    Demo demo;
    demo.folder =
        fs::absolute(arguments.value("--data").value_or(usual_folder())).lexically_normal().string();
    while (demo.folder.size() > 1 && demo.folder.ends_with('/')) demo.folder.pop_back();
    const auto speed = static_cast<unsigned>(arguments.number("--speed").value_or(1));
    demo.invitation = make_if_missing(demo.folder, out);
    demo.market = market_in(demo.folder, gateways);
    write_configuration(demo.folder);
    const auto beside = [&](const std::string& origin, const std::stop_token& stop) {
        tell_where(demo, origin, out);
        if (arguments.has("--train"))
            train({origin, operator_token(demo.folder)}, demo.market, speed, out, stop);
    };
    return gateways.serve(serving(demo.folder, arguments), beside);
}

}  // namespace choqr::gateway
