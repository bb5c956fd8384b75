#include "app/own_gateways.hpp"

#include "app/application.hpp"
#include "app/serve.hpp"
#include "data_folder/folder_banks.hpp"
#include "telemetry/log.hpp"

namespace choqr::gateway {
namespace {

// The ledger behind the same routes, for as long as a command takes.
class OwnGateway final : public LocalGateway {
public:
    explicit OwnGateway(const std::string& path)
        : ledger_{path, random_, clock_, {}}, application_{ledger_, config(), clock_, random_} {
        set_log_level(LogLevel::error);
        use_banks_of(path);
        if (const auto started = application_.start(); !started)
            throw CannotStart{"127.0.0.1: " + started.error().message()};
    }
    ~OwnGateway() override {
        application_.stop();
        application_.join();
    }
    std::uint16_t port() const override { return application_.port(); }

private:
    static Config config() {
        Config config;
        config.port = 0;
        config.threads = 1;
        return config;
    }
    world::SystemRandom random_;
    world::SystemClock clock_;
    Ledger ledger_;
    Application application_;
};

}  // namespace

int OwnGateways::serve(const Arguments& arguments, const Beside& beside) {
    return gateway::serve(arguments, beside);
}

std::unique_ptr<LocalGateway> OwnGateways::open(const std::string& path) {
    return std::make_unique<OwnGateway>(path);
}

}  // namespace choqr::gateway
