// A gateway of a hundred lines with the outside of choqr's: honest, or dishonest in one way that the
// simulator must see.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "connectors/registry.hpp"

namespace choqr::simulator::test {

enum class Lie {
    none,
    forgets,           ///< Acknowledges and does not record, once.
    records_twice,     ///< A copy becomes a second transfer.
    wrong_amount,      ///< One dong less.
    wrong_stall,       ///< The neighbour's.
    no_match,          ///< Unmatched though the code stands in the text.
    believes_anybody,  ///< Takes forged notices.
    wrong_report,      ///< One payment more in the report.
    wrong_picture,     ///< A picture with another account.
    refuses,           ///< 422 for a good notice.
    stumbles,          ///< Honest, but one request in three is answered with 503 or a closed connection.
};

class FakeGateway {
public:
    explicit FakeGateway(Lie lie, std::string connector = "simwallet");
    ~FakeGateway();

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    std::size_t recorded() const;
    static const std::string secret;
    static constexpr int stalls = 12;

private:
    struct Transfer {
        std::string reference, stall, status;
        std::int64_t amount = 0;
        Instant booked_at;
    };
    struct Answer {
        int status = 200;
        std::string type = "application/json";
        std::string body;
    };
    void serve();
    void converse(int socket);
    Answer answer(const std::string& method, const std::string& target,
                  const std::vector<connectors::Field>& headers, const std::string& body);
    Answer notice(const std::vector<connectors::Field>& headers, const std::string& body);
    connectors::NoticeOutcome record(const merchants::TransferNotice& notice);
    std::string stalls_json() const;
    std::string transfers_json() const;
    std::string report_json() const;

    Lie lie_;
    std::unique_ptr<const connectors::Connector> connector_;
    std::string feed_;
    std::uint16_t port_ = 0;
    int listener_ = -1;
    mutable std::mutex mutex_;  // Guards what follows.
    std::vector<Transfer> transfers_;
    std::map<std::string, std::size_t> forgotten_;
    std::size_t requests_ = 0;
    std::atomic<bool> stopping_ = false;
    std::vector<std::thread> conversations_;
    std::thread thread_;
};

}  // namespace choqr::simulator::test
