#include <boost/asio/co_spawn.hpp>

#include "journal/errc.hpp"
#include "world.hpp"

namespace choqr::market_day {
namespace {

namespace net = http::net;

gateway::Config make_config() {
    connectors::FeedConfig feed;
    feed.name = feed.connector = "simwallet";
    feed.settings = {{"secret", {secret}}};
    gateway::Config config;
    config.feeds = {feed};
    config.demo_wallet = true;
    return config;
}

/// What a call needs until it has been answered.
struct Pending {
    Gateway::Message message;
    std::vector<http::Field> fields;
    http::Request request;
    http::PathValues values;
    std::function<void(const Gateway::Reply&)> answered;

    void read_message() {
        for (const auto& [name, value] : message.fields) fields.push_back({name, value});
        const std::string_view target{message.target};
        const auto query = target.find('?');
        request.method = message.method;
        request.target = target;
        request.path = target.substr(0, query);
        if (query != std::string_view::npos) request.query = target.substr(query + 1);
        request.fields = fields;
        request.body = message.body;
        request.remote = "127.0.0.1";
        request.local = true;
    }
};

net::awaitable<Gateway::Reply> carry(const http::Route& route, std::shared_ptr<Pending> pending) {
    auto response = co_await route.handler(pending->request, pending->values);
    Gateway::Reply reply{response.status, std::string{response.content()}, response.extra_fields()};
    if (response.stream) {
        auto opening = co_await response.stream->next();
        reply.body = opening.value_or("");
        response.stream->close();
    }
    co_return reply;
}

}  // namespace

Gateway::Gateway(const Start& start)
    : ledger{start.place, start.salts, start.clock, start.options},
      interior_{{.ledger = ledger,
                 .clock = start.clock,
                 .random = start.salts,
                 .metrics = metrics_,
                 .sandbox = sandbox_,
                 .background = gateway::Background::Threads::none},
                make_config()} {}

void Gateway::call(Message message, std::function<void(const Reply&)> answered) {
    auto pending = std::make_shared<Pending>();
    pending->message = std::move(message);
    pending->answered = std::move(answered);
    pending->read_message();
    auto found = interior_.api().router().find(pending->request.method, pending->request.path);
    must(found.route != nullptr, "no route for " + pending->message.target);
    pending->values = std::move(found.values);
    net::co_spawn(io_, carry(*found.route, pending),
                  [this, pending](const std::exception_ptr& thrown, const Reply& reply) {
                      if (!thrown) return pending->answered(reply);
                      try {
                          std::rethrow_exception(thrown);
                      } catch (const std::exception& error) {
                          pending->answered({500, error.what()});  // As the server answers it.
                      } catch (...) {
                          thrown_ = thrown;
                      }
                  });
    poll();
}

void Gateway::poll() {
    io_.restart();
    io_.poll();
    if (auto thrown = std::exchange(thrown_, nullptr)) std::rethrow_exception(thrown);
}

bool Gateway::failed() const {
    const auto read = const_cast<Gateway*>(this)->ledger.journal().read(Sequence{0}, 1, 1);
    return !read && read.error() == make_error_code(journal::errc::tail_unknown);
}

}  // namespace choqr::market_day
