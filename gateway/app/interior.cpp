#include "app/interior.hpp"

#include "api/routes/home.hpp"
#include "api/routes/recordings.hpp"
#include "api/routes/routes.hpp"
#include "api/routes/voices.hpp"
#include "telemetry/log.hpp"

namespace choqr::gateway {
namespace {

// By this gateway itself, or by a proxy before it.
bool is_reached_by_tls(const Config& config) {
    return !config.tls.certificate.empty() || config.public_base_url.starts_with("https://");
}

}  // namespace

Interior::Interior(const Ground& ground, const Config& config)
    : clock_{ground.clock},
      live_{ground.ledger.journal(), ground.ledger.sealer(), ground.clock},
      followers_{ground.ledger, live_, principals_},
      refusals_{ground.clock, ground.metrics},
      background_{ground.background, ground.clock},
      notices_{ground.ledger.sequencer(), ground.clock, ground.metrics, refusals_},
      feeds_{make_feeds(config.feeds, config.demo_wallet)},
      voices_{Voices{config.voices}},
      recordings_{ground.ledger.path() + "/recordings", voices_},
      logos_{ground.ledger.path() + "/logos"},
      witnesses_{config.witnesses},
      devices_{{config.public_base_url, is_reached_by_tls(config)}},
      people_{ground.ledger.accounts(), ground.ledger.session_key(), is_reached_by_tls(config), ground.clock,
              ground.random},
      api_{{.journal = ground.ledger.journal(),
            .reports = ground.ledger.reports(),
            .following_reports = ground.ledger.follower().tail(),
            .sequencer = ground.ledger.sequencer(),
            .principals = principals_,
            .following_access = followers_.tail_of("access"),
            .devices = devices_,
            .people = people_,
            .background = background_,
            .metrics = ground.metrics,
            .refusals = refusals_,
            .watch = watch_,
            .clock = ground.clock,
            .random = ground.random}} {
    for (const auto market : recordings_.load())
        log(LogLevel::warning, "voice_not_in_use",
            {{"market", market.text()},
             {"sentence",
              "Its own voice cannot be used by this version; its board is to take it into use again."}});
    add_routes(ground, config);
}

// Each file of routes is handed what it uses, and sees nothing else.
void Interior::add_routes(const Ground& ground, const Config& config) {
    auto& ledger = ground.ledger;
    const auto& reports = ledger.reports();
    const auto& public_ids = ledger.public_ids();
    const auto& clock = ground.clock;
    const bool trial = ledger.book().is_trial();
    const bool has_demo = config.demo_wallet && trial;
    const bool demo_for_all = config.demo_wallet_beside_real_feeds || trial;

    add_health_routes({api_, ledger.journal(), reports, ledger.sequencer(), live_, background_,
                       ground.metrics, watch_, clock});
    add_market_routes({api_, reports, public_ids});
    add_stall_routes({api_, reports, public_ids, ledger.sequencer(), clock});
    add_qr_routes({api_, reports, public_ids, clock});
    add_quick_link_routes({api_, ground.sandbox, refusals_, clock});
    add_stand_routes({api_, reports, public_ids, logos_, clock, trial});
    add_payment_request_routes({api_, reports, ledger.public_request_ids(), clock});
    add_customer_routes({api_, reports, ledger.public_request_ids(), clock, trial});
    add_notice_routes({api_, notices_, feeds_});
    add_transfer_routes({api_, reports, clock});
    add_claim_routes({api_, reports, clock});
    add_sales_routes({api_, reports, clock});
    add_event_routes({api_, ledger.journal(), ledger.sealer()});
    const LivePorts live{api_, ledger.journal(), live_, line_cuts_, followers_.tail_of("live"), principals_,
                         clock};
    add_live_routes(live);
    add_loudspeaker_routes(live);
    add_report_routes({api_, reports, clock, trial});
    add_token_routes({api_, reports, principals_, feeds_, people_.accounts, ground.random, clock, trial});
    const PairingPorts pairing{api_,          reports, ledger.journal(),           ledger.sequencer(),
                               principals_,   live_,   followers_.tail_of("live"), devices_,
                               ground.random, clock};
    add_pairing_routes(pairing);
    add_market_device_routes(pairing);
    add_payee_routes({api_, reports, ledger.sequencer(), people_.accounts, clock});
    add_people_routes(
        {api_, ledger.sequencer(), principals_, devices_, people_, ground.random, clock, trial});
    add_consent_routes({api_, reports, clock});
    add_owner_consent_routes({api_, reports, ledger.sequencer(), devices_, ground.random, clock});
    add_own_data_routes({api_, reports, public_ids, devices_, clock});
    add_act_routes({api_, reports, people_.accounts});
    add_ledger_routes({api_, ledger.journal(), ledger.checkpoints(), witnesses_, reports, clock});
    add_day_routes({api_, reports, ledger.sealer(), followers_.tail_of("keys"), clock});
    add_import_routes({api_, reports, ledger.sequencer(), ground.sandbox, clock});
    add_page_routes({api_, ground.random, clock, trial, has_demo});
    add_voice_routes({api_, reports, voices_, clock});
    add_recording_routes({api_, recordings_});
    add_trust_routes({api_, authority_, clock});
    add_home_routes({api_, reports, clock, has_demo});
    if (config.demo_wallet) add_demo_routes({api_, notices_, feeds_, ground.random, clock, demo_for_all});
    if (has_demo) add_training_routes({api_, live_, line_cuts_, clock});
    add_openapi_route({api_, clock});  // Last: it describes all others.
}

Watch::State Interior::look() {
    watch_.look(followers_.look(clock_.monotonic()), background_.longest_wait(Lane::reading));
    auto state = watch_.state();
    live_.hub().set_behind(state.behind("live") != nullptr);
    principals_.end_those_that_are_over(clock_.now());
    live_.hub().end_sessions(
        [this, now = clock_.now()](SessionId session) { return people_.seen.is_over(session, now); });
    return state;
}

}  // namespace choqr::gateway
