#include "simulator/options.hpp"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "http_client/url.hpp"
#include "json/fields.hpp"
#include "simulator/plan.hpp"

namespace choqr::simulator {
namespace {

std::optional<std::string> value_of(const Given& arguments, std::string_view name) {
    const auto found = arguments.find(name);
    return found == arguments.end() ? std::nullopt : std::optional{found->second};
}

template <class Number>
Number parse_number(std::string_view name, std::string_view text, Number min, Number max) {
    Number number{};
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end || !(number >= min && number <= max))
        throw UsageError{std::string{name} + " must be a number from " + std::to_string(min) + " to " +
                         std::to_string(max)};
    return number;
}

template <class Number>
void set_number(Number& into, const Given& arguments, std::string_view name, Number min, Number max) {
    if (const auto text = value_of(arguments, name)) into = parse_number(name, *text, min, max);
}

std::string read_file(std::string_view option, const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw UsageError{std::string{option} + ": cannot read " + path.string()};
    return {std::istreambuf_iterator<char>{file}, {}};
}

json::Value read_json(std::string_view option, const std::filesystem::path& path) {
    auto document = json::parse(read_file(option, path));
    if (const auto* problem = std::get_if<json::Problem>(&document))
        throw UsageError{path.string() + ": " + problem->detail};
    return std::get<json::Value>(std::move(document));
}

void set_url(Options& options, const Given& arguments) {
    const auto url = world::Url::parse(value_of(arguments, "--url").value_or(""));
    if (!url) throw UsageError{"--url must be like http://127.0.0.1:8080 or https://choqr.example"};
    if (url->target != "/") throw UsageError{"--url must name a host and nothing behind it"};
    options.origin = url->origin();
}

std::string first_line(std::string text) {
    text.erase(std::min(text.find_first_of("\r\n"), text.size()));
    return text;
}

// --token takes the token itself or a file that holds it: a token on a command line is seen by everybody on
// the machine.
std::string read_token(const Given& arguments) {
    if (const auto token = value_of(arguments, "--token"))
        return std::filesystem::is_regular_file(*token) ? first_line(read_file("--token", *token)) : *token;
    if (const auto data = value_of(arguments, "--data"))
        return first_line(read_file("--data", std::filesystem::path{*data} / "operator.token"));
    throw UsageError{
        "--data DIR or --token FILE is needed, for the list of stalls and the comparison at the end"};
}

// The feed named by --feed; else "simwallet"; else the only one there is.
std::string choose_feed(const json::Value& feeds, const Given& arguments) {
    if (const auto name = value_of(arguments, "--feed")) return *name;
    if (feeds.find("simwallet") != nullptr) return "simwallet";
    const auto* members = feeds.object();
    if (members != nullptr && members->size() == 1) return members->front().name;
    throw UsageError{"the configuration has several feeds; choose one with --feed NAME"};
}

connectors::FeedConfig feed_of_config(const std::string& path, const Given& arguments) {
    const auto config = read_json("--config", path);
    const auto* feeds = config.find("feeds");
    if (feeds == nullptr) throw UsageError{path + " has no feeds"};
    const auto name = choose_feed(*feeds, arguments);
    const auto* settings = feeds->find(name);
    if (settings == nullptr) throw UsageError{path + " has no feed " + name};
    return connectors::read_feed_config(name, *settings);
}

connectors::FeedConfig read_feed(const Given& arguments) {
    if (const auto secret = value_of(arguments, "--secret")) {
        const auto connector = value_of(arguments, "--connector").value_or("simwallet");
        connectors::FeedConfig feed{value_of(arguments, "--feed").value_or(connector), connector};
        feed.settings = {{"secret", {*secret}}};
        if (connector == "sepay") feed.settings.push_back({"auth", {"hmac"}});
        return feed;
    }
    if (const auto path = value_of(arguments, "--config")) return feed_of_config(*path, arguments);
    throw UsageError{"--config FILE or --secret S is needed: the simulator signs as the provider"};
}

void set_scenario(Options& options, const std::filesystem::path& directory) {
    const auto path = directory / "scenario.json";
    const auto document = read_json("--demo", path);
    json::Complaint complaint;
    const json::Fields fields{document, complaint};
    fields.only({"market", "seed", "payments", "active_stalls", "faults"});
    options.market = fields.optional_text("market", 64).value_or("");
    options.seed = static_cast<std::uint64_t>(fields.optional_integer("seed", 0, INT64_MAX).value_or(1));
    options.payments = static_cast<std::size_t>(fields.integer("payments", 0, forged_from).value_or(0));
    options.active_stalls =
        static_cast<std::size_t>(fields.optional_integer("active_stalls", 0, 1'000'000).value_or(0));
    const auto faults = parse_faults(fields.optional_text("faults", 100).value_or("default"));
    if (!faults) fields.complain("faults", json::Wrong::not_allowed, "is not a list of faults");
    if (complaint) throw UsageError{path.string() + ": " + complaint->detail};
    options.faults = *faults;
}

}  // namespace

std::optional<Faults> parse_faults(std::string_view text) {
    if (text == "default") return Faults{};
    auto faults = Faults::none();
    if (text == "none") return faults;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        const auto word = text.substr(0, end);
        if (word == "duplicate")
            faults.duplicate = true;
        else if (word == "reorder")
            faults.reorder = true;
        else if (word == "delay")
            faults.delay = true;
        else if (word == "mangle")
            faults.mangle = true;
        else if (word == "forge")
            faults.forge = true;
        else if (word == "garbage")
            faults.garbage = true;
        else
            return std::nullopt;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return faults;
}

Options parse_options(const Given& arguments) {
    Options options;
    set_url(options, arguments);
    if (const auto directory = value_of(arguments, "--demo")) set_scenario(options, *directory);
    set_number<std::uint64_t>(options.seed, arguments, "--seed", 0, UINT64_MAX);
    set_number<std::size_t>(options.payments, arguments, "--payments", 0, forged_from);
    set_number<double>(options.rate, arguments, "--rate", 0, 1'000'000);
    set_number<double>(options.patience_s, arguments, "--patience", 0, 3'600);
    set_number<std::size_t>(options.connections, arguments, "--connections", 1, 1'000);
    set_number<std::size_t>(options.active_stalls, arguments, "--active-stalls", 0, 1'000'000);
    if (const auto text = value_of(arguments, "--faults")) {
        const auto faults = parse_faults(*text);
        if (!faults)
            throw UsageError{
                "--faults must be none, default or a list of duplicate,reorder,delay,mangle,forge,garbage"};
        options.faults = *faults;
    }
    if (const auto market = value_of(arguments, "--market")) options.market = *market;
    if (const auto run = value_of(arguments, "--run"))
        options.run = std::to_string(parse_number<std::uint64_t>("--run", *run, 1, 4'000'000'000));
    options.token = read_token(arguments);
    options.feed = read_feed(arguments);
    connectors::make_connector(options.feed);  // Says here, and not 400 refusals later, that it cannot sign.
    return options;
}

}  // namespace choqr::simulator
