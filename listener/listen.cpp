#include "listener/listen.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

#include "http_client/net_http_client.hpp"
#include "json/fields.hpp"
#include "json/writer.hpp"
#include "listener/event_parser.hpp"
#include "world/clock.hpp"

namespace choqr::listener {
namespace {

namespace net = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// The gateway says at least a comment every 15 s. After this long without a byte the line is dead.
constexpr seconds silence_max{35};
constexpr milliseconds first_pause{500}, longest_pause{5'000};
/// After a longer cut a summary is said, not every payment; what was missed comes within this pause of each
/// other.
constexpr seconds summary_after{60};
constexpr milliseconds replay_pause{1'200};
constexpr std::size_t listed_at_once = 200, listed_at_all = 2'000;

std::string refusal_of(const world::HttpResponse& answer) {
    const auto parsed = json::parse(answer.body);
    const auto* document = std::get_if<json::Value>(&parsed);
    const auto* detail = document == nullptr ? nullptr : document->find("detail");
    if (detail != nullptr && detail->string() != nullptr) return *detail->string();
    return "the gateway answered " + std::to_string(answer.status);
}

/// "choqr-device-st17=choqr_…" of a Set-Cookie field.
std::string cookie_of(const world::HttpResponse& answer) {
    const auto field = answer.field("set-cookie").value_or("");
    return std::string{field.substr(0, field.find(';'))};
}

/// Of whatever was paired: a stall's device, or a market's display.
std::string stream_of(const json::Value& paired) {
    const auto text = [&](std::string_view name) {
        const auto* value = paired.find(name);
        return value != nullptr && value->string() != nullptr ? *value->string() : std::string{};
    };
    if (const auto market = text("market_id"); !market.empty()) return "/v1/markets/" + market + "/live";
    return "/v1/stalls/" + text("stall_id") + "/live";
}

class Listener {
public:
    Listener(net::io_context& io, const Orders& orders, const Outlets& outlets)
        : io_{io},
          orders_{orders},
          outlets_{outlets},
          client_{{.trusted_file = orders.trusted_file}},
          replay_over_{io} {}

    net::awaitable<void> run();

private:
    net::awaitable<void> pair(bool is_paired);
    net::awaitable<void> hear();
    net::awaitable<void> ask_for_list(Sequence after);
    net::awaitable<void> pause();
    world::HttpRequest request_to(const std::string& path) const;
    void take(const ServerSentEvent& event);
    void announce(const Announcement& announcement);
    void wait_for_replay();
    void say_missed();

    net::io_context& io_;
    const Orders& orders_;
    const Outlets& outlets_;
    world::NetHttpClient client_;
    world::SystemClock clock_;
    Kept kept_;
    std::optional<Announcer> announcer_;
    milliseconds pause_ = first_pause;
    bool is_cut_ = false, collects_ = false;
    std::vector<Announcement> missed_;
    net::steady_timer replay_over_;
};

net::awaitable<void> Listener::run() {
    const auto known = read_kept(orders_.file);
    const bool is_known = known && known->origin == orders_.origin;
    if (is_known) kept_ = *known;
    if (!is_known || orders_.code) co_await pair(is_known);
    announcer_.emplace(orders_.region, orders_.lowest, kept_.heard);
    for (;;) {
        co_await hear();
        if (!std::exchange(is_cut_, true))
            outlets_.tell("the line is cut; trying again", "mất mạng; đang nối lại");
        co_await pause();
    }
}

// The same command line starts it again after every restart of the machine, with a code that was used long
// ago.
net::awaitable<void> Listener::pair(bool is_paired) {
    if (!orders_.code)
        throw std::runtime_error{
            "--pair: is missing; show a code on the stall's page (\"Ghép máy\") and write it here"};
    json::Writer json;
    json.begin_object().field("code", *orders_.code).field("name", orders_.name).end_object();
    world::HttpRequest request{.method = "POST", .url = orders_.origin + "/v1/pair"};
    request.fields = {{"Content-Type", "application/json"}};
    request.body = json.take();
    const auto answer = co_await client_.call(std::move(request));
    if (is_paired && (!answer || answer->status != 201)) co_return;
    if (!answer) throw std::runtime_error{orders_.origin + ": " + answer.error().message()};
    if (answer->status != 201) throw std::runtime_error{"--pair: " + refusal_of(*answer)};
    const auto parsed = json::parse(answer->body);
    const auto* paired = std::get_if<json::Value>(&parsed);
    if (paired == nullptr) throw std::runtime_error{orders_.origin + " is no gateway of choqr"};
    kept_ = {orders_.origin, cookie_of(*answer), stream_of(*paired), std::nullopt, clock_.now()};
    prepare_to_keep(orders_.file, kept_);
    keep_prepared(orders_.file);
}

world::HttpRequest Listener::request_to(const std::string& path) const {
    world::HttpRequest request{.url = orders_.origin + path};
    request.fields = {{"Cookie", kept_.cookie}};
    return request;
}

// Returns when the line is cut.
net::awaitable<void> Listener::hear() {
    auto request = request_to(kept_.path);
    if (kept_.heard) request.fields.emplace_back("Last-Event-ID", std::to_string(kept_.heard->value()));
    request.limits.read = silence_max;
    collects_ = kept_.heard && clock_.now() - kept_.at > summary_after;
    if (collects_) wait_for_replay();
    EventParser parser{[this](ServerSentEvent event) { take(event); }};
    auto feed = [this, &parser](std::string_view bytes) {
        kept_.at = clock_.now();
        if (std::exchange(is_cut_, false)) outlets_.tell("the line is there again", "đã có mạng lại");
        pause_ = first_pause;
        parser.feed(bytes);
        return true;
    };
    const auto answer = co_await client_.stream(std::move(request), feed);
    if (!answer) co_return;
    const bool is_over = answer->status == 401 || answer->status == 403 || answer->status == 404;
    if (is_over)
        throw std::runtime_error{refusal_of(*answer) + " (" + orders_.file + ": remove it and pair anew)"};
}

net::awaitable<void> Listener::pause() {
    net::steady_timer timer{io_, pause_};
    pause_ = std::min(2 * pause_, longest_pause);
    co_await timer.async_wait(net::use_awaitable);
}

void Listener::take(const ServerSentEvent& event) {
    const auto before = kept_.heard.value_or(Sequence{});
    const auto announcement = announcer_->take(event);
    const bool is_new = announcer_->heard() != kept_.heard;
    kept_.heard = announcer_->heard();
    if (is_new) prepare_to_keep(orders_.file, kept_);
    if (announcement) announce(*announcement);
    if (is_new) keep_prepared(orders_.file);
    if (announcer_->had_gap())
        net::co_spawn(io_, ask_for_list(before), [](std::exception_ptr thrown) {
            if (thrown) std::rethrow_exception(thrown);
        });
}

void Listener::announce(const Announcement& announcement) {
    outlets_.announce(announcement);
    if (!collects_) return outlets_.speak(announcement.bell, announcement.sentence);
    missed_.push_back(announcement);
    wait_for_replay();
}

void Listener::wait_for_replay() {
    replay_over_.expires_after(replay_pause);
    replay_over_.async_wait([this](const boost::system::error_code& error) {
        if (!error) say_missed();
    });
}

void Listener::say_missed() {
    collects_ = false;
    const auto sentence = announcer_->summary_of(missed_);
    if (!sentence.empty()) outlets_.speak(Bell::money, sentence);
    missed_.clear();
}

// The gateway no longer holds all that was missed; an aisle's list is nobody's to read, and it is said.
// `after`: what was heard before the stream began, which by now has told more.
net::awaitable<void> Listener::ask_for_list(Sequence after) {
    const std::string stalls = "/v1/stalls/";
    if (!kept_.path.starts_with(stalls)) {
        outlets_.tell("away for too long: some payments were not announced",
                      "mất mạng quá lâu: có khoản chưa báo");
        co_return;
    }
    const auto stall = kept_.path.substr(stalls.size(), kept_.path.rfind('/') - stalls.size());
    const auto first = "/v1/transfers?stall_id=" + stall + "&after=" + std::to_string(after.value()) +
                       "&limit=" + std::to_string(listed_at_once);
    std::string more;
    for (std::size_t listed = 0; listed < listed_at_all; listed += listed_at_once) {
        const auto answer = co_await client_.call(request_to(first + more));
        if (!answer || answer->status != 200) {
            outlets_.tell("what was missed could not be asked for: look at the stall's page",
                          "không hỏi được các khoản đã lỡ: hãy xem trang của quầy");
            co_return;
        }
        const auto parsed = json::parse(answer->body);
        const auto* page = std::get_if<json::Value>(&parsed);
        const auto* items = page == nullptr ? nullptr : page->find("items");
        if (items == nullptr || items->array() == nullptr) co_return;
        for (const auto& item : *items->array())
            if (const auto announcement = announcer_->take_listed(item)) announce(*announcement);
        const auto* cursor = page->find("next_cursor");
        if (cursor == nullptr || cursor->string() == nullptr) co_return;
        more = "&cursor=" + *cursor->string();
    }
}

}  // namespace

void listen(const Orders& orders, const Outlets& outlets) {
    net::io_context io;
    net::signal_set signals{io, SIGINT, SIGTERM};
    signals.async_wait([&io](const boost::system::error_code& error, int) {
        if (!error) io.stop();
    });
    Listener listener{io, orders, outlets};
    net::co_spawn(io, listener.run(), [](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
    });
    io.run();
}

}  // namespace choqr::listener
