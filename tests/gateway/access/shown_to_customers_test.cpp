#include "access/shown_to_customers.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;
using merchants::ConsentStatus;
using merchants::PaymentRequestStatus;
using merchants::StallStatus;

namespace {

const auto morning = *parse_rfc3339("2026-11-28T01:00:00Z");

const merchants::Market market{MarketId::from_value(3), "Hùng Sơn", "hs", "Lâm Đồng", "Hùng Sơn"};

merchants::Stall stall(StallStatus status = StallStatus::open, ConsentStatus consent = ConsentStatus::given,
                       const char* number = "0011004821") {
    merchants::Stall stall{.id = StallId::from_value(7),
                           .market = MarketId::from_value(3),
                           .status = status,
                           .code = "B-12",
                           .zone = "Rau",
                           .goods = "rau củ",
                           .transfer_code = merchants::StallCode::make(5),
                           .vendor = merchants::Vendor{VendorId::from_value(7), {}, "Cô Lan", "0912345678"},
                           .accounts = {}};
    if (*number)
        stall.accounts = {{merchants::AccountKind::bank, *Bin::parse("970422"), *AccountNumber::parse(number),
                           "NGUYEN THI LAN"}};
    stall.stand = {.version = 2, .since = morning - 24h, .account_version = 2, .printed = 2};
    stall.consent.status = consent;
    return stall;
}

merchants::PaymentRequest request(PaymentRequestStatus status, std::int64_t received = 0,
                                  bool trial = false) {
    return {.id = PaymentRequestId::from_value(9),
            .stall = StallId::from_value(7),
            .amount = Vnd::of(50'000),
            .description = "2 kg tôm khô",
            .reference_code = merchants::RequestCode::make(4),
            .opened_at = morning,
            .expires_at = morning + 72h,
            .received = *VndSum::from_dong(received),
            .status = status,
            .trial = trial};
}

RequestForCustomers shown(const merchants::PaymentRequest& request, const merchants::Stall& at = stall(),
                          Instant now = morning + 1h) {
    const bool is_paid = request.received.dong() > 0 || request.trial;
    return shown_to_customers(market, at, request, is_paid ? std::optional{morning + 30min} : std::nullopt,
                              now);
}

}  // namespace

TEST_CASE("what a customer is told of a stall: its account only where money may go there",
          "[access][customers]") {
    using enum StallStanding;
    struct Row {
        StallStatus status;
        ConsentStatus consent;
        const char* number;
        std::optional<StallStanding> standing;
        const char* digits;  ///< Empty: nothing of the payee.
    };
    const Row rows[] = {
        {StallStatus::open, ConsentStatus::given, "0011004821", open, "4821"},
        {StallStatus::open, ConsentStatus::not_asked, "0011004821", open, "4821"},
        {StallStatus::open, ConsentStatus::withdrawn, "0011004821", withheld, ""},
        {StallStatus::open, ConsentStatus::given, "", not_registered, ""},
        {StallStatus::open, ConsentStatus::withdrawn, "", withheld, ""},
        {StallStatus::suspended, ConsentStatus::given, "0011004821", suspended, ""},
        {StallStatus::suspended, ConsentStatus::given, "", suspended, ""},
        {StallStatus::suspended, ConsentStatus::withdrawn, "0011004821", withheld, ""},
        {StallStatus::closed, ConsentStatus::given, "0011004821", std::nullopt, ""},
        {StallStatus::closed, ConsentStatus::withdrawn, "0011004821", std::nullopt, ""},
        {StallStatus::open, ConsentStatus::given, "123456", open, "456"},
        {StallStatus::open, ConsentStatus::given, "1234", open, "34"},
        {StallStatus::open, ConsentStatus::given, "7", open, ""},
    };
    for (const auto& row : rows) {
        CAPTURE(int(row.status), int(row.consent), row.number);
        const auto told = shown_to_customers(market, stall(row.status, row.consent, row.number), morning);
        REQUIRE(told.has_value() == row.standing.has_value());
        if (!told) continue;
        CHECK(told->place.standing == row.standing);
        CHECK(told->payee.has_value() == (row.standing == open));
        CHECK((told->payee ? told->payee->last_digits : "") == row.digits);
        CHECK(told->stand.has_value() == (row.standing == open));
        CHECK(told->place.stall_code == "B-12");
        CHECK(told->place.market == "Hùng Sơn");
    }
}

TEST_CASE(
    "what a customer is told of a stand: when it was printed, and whether the account is another by now",
    "[access][customers]") {
    // Six in the evening of UTC is the next day in Vietnam, and here the next month.
    const auto printed = *parse_rfc3339("2026-02-28T18:00:00Z");
    auto place = stall();
    const auto stand_of = [&] { return shown_to_customers(market, place, printed)->stand; };
    using namespace std::chrono;
    CHECK(stand_of() == ShownStand{2026y / March / 1, false});
    place.stand.account_version = place.stand.version = 3;
    CHECK(stand_of() == ShownStand{2026y / March / 1, true});
    place.stand.account_version = 2;  // Only the holder's name is another.
    CHECK(stand_of() == ShownStand{2026y / March / 1, false});
    CHECK_FALSE(shown_to_customers(market, place, std::nullopt)->stand);
}

TEST_CASE("a code asks for what is missing, and for nothing once nothing may be paid",
          "[access][customers]") {
    using enum PaymentRequestStatus;
    struct Row {
        merchants::PaymentRequest request;
        std::int64_t to_pay;  ///< 0: no code.
    };
    const Row rows[] = {{request(open), 50'000},       {request(underpaid, 20'000), 30'000},
                        {request(settled, 50'000), 0}, {request(overpaid, 60'000), 0},
                        {request(expired), 0},         {request(cancelled), 0},
                        {request(open, 0, true), 0}};
    for (const auto& row : rows) {
        CAPTURE(int(row.request.status), row.request.trial);
        CHECK(shown(row.request).to_pay.value_or(Vnd{}).dong() == row.to_pay);
        for (const auto& refused : {stall(StallStatus::suspended), stall(StallStatus::closed),
                                    stall(StallStatus::open, ConsentStatus::withdrawn),
                                    stall(StallStatus::open, ConsentStatus::given, "")}) {
            CHECK_FALSE(shown(row.request, refused).to_pay);
            CHECK_FALSE(shown(row.request, refused).payee);
            CHECK(shown(row.request, refused).amount == Vnd::of(50'000));
        }
    }
    CHECK(shown(request(open)).description == "2 kg tôm khô");
    CHECK(shown(request(open), stall(StallStatus::open, ConsentStatus::withdrawn)).description.empty());
}

TEST_CASE("a request is over when its time is, though the ledger has not said so yet",
          "[access][customers]") {
    using enum PaymentRequestStatus;
    CHECK(shown(request(open), stall(), morning + 72h - 1s).status == open);
    CHECK(shown(request(open), stall(), morning + 72h).status == expired);
    CHECK_FALSE(shown(request(open), stall(), morning + 72h).to_pay);
    CHECK(shown(request(underpaid, 1'000), stall(), morning + 100h).status == underpaid);
    CHECK(shown(request(settled, 50'000), stall(), morning + 100h).status == settled);
}

TEST_CASE("a receipt names the account that was asked to be paid, and no later one", "[access][customers]") {
    using enum PaymentRequestStatus;
    const auto paid = shown(request(settled, 50'000));
    CHECK(paid.payee == ShownPayee{"MBBank", "4821"});
    CHECK(paid.paid_at == morning + 30min);
    auto moved = stall();
    moved.stand.since = morning + 1min;
    CHECK_FALSE(shown(request(settled, 50'000), moved).payee);
    CHECK(shown(request(open), moved).payee ==
          ShownPayee{"MBBank", "4821"});  // As the code that is shown has it.
    CHECK_FALSE(shown(request(open)).paid_at);
}

TEST_CASE("a trial that was paid is received, whatever the ledger does with its request",
          "[access][customers]") {
    using enum PaymentRequestStatus;
    const auto paid = shown(request(cancelled, 0, true));
    CHECK(paid.status == settled);
    CHECK(paid.received.dong() == 50'000);
    CHECK(paid.trial);
    CHECK(shown_to_customers(market, stall(), request(cancelled, 0, true), std::nullopt, morning).status ==
          cancelled);
}
