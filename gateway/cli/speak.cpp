#include "cli/speak.hpp"

#include <ostream>

#include "builtin_voices/builtin.hpp"
#include "http_client/url.hpp"
#include "listener/listen.hpp"
#include "listener/loudspeaker.hpp"

namespace choqr::gateway {
namespace {

listener::Orders orders_of(const Arguments& arguments) {
    const auto text = arguments.required("--url");
    const auto url = world::Url::parse(text);
    if (!url || url->target != "/")
        throw UsageError{
            "--url: " + text + " is no gateway's address; write http://HOST[:PORT] or https://…",
            "--url: " + text + " không phải địa chỉ máy chủ; hãy viết http://MÁY[:CỔNG] hoặc https://…"};
    listener::Orders orders{.origin = url->origin(), .code = arguments.value("--pair")};
    orders.file = arguments.value("--keep").value_or(listener::usual_file());
    if (const auto name = arguments.value("--name")) orders.name = *name;
    orders.trusted_file = arguments.value("--trust").value_or("");
    if (arguments.value("--region") == "south") orders.region = voice::Region::south;
    orders.lowest = Vnd::of(static_cast<std::int64_t>(arguments.number("--lowest").value_or(0)));
    return orders;
}

void tell(Surroundings& surroundings, const std::string& english, const std::string& vietnamese) {
    surroundings.err << (surroundings.language == Language::vietnamese ? vietnamese : english) << "\n"
                     << std::flush;
}

}  // namespace

int run_speak(const Arguments& arguments, Surroundings& surroundings) {
    const auto orders = orders_of(arguments);
    const bool prints = arguments.has("--print");
    std::optional<listener::Loudspeaker> loudspeaker;
    if (!prints) {
        listener::Loudspeaker::Options options;
        options.device = arguments.value("--device").value_or("default");
        options.volume = static_cast<int>(arguments.number("--volume").value_or(100));
        options.complain = [&surroundings](const std::string& why) { tell(surroundings, why, why); };
        loudspeaker.emplace(voice::load_builtin(voice::builtin_for(orders.region)), std::move(options));
    }
    listener::Outlets outlets;
    outlets.announce = [&](const listener::Announcement& one) {
        if (prints)
            surroundings.out << one.sequence.value() << " " << one.amount.dong() << " " << one.sentence
                             << "\n"
                             << std::flush;
    };
    outlets.speak = [&](listener::Bell bell, const std::string& sentence) {
        if (loudspeaker) loudspeaker->say(bell, sentence);
    };
    outlets.tell = [&](const std::string& english, const std::string& vietnamese) {
        tell(surroundings, english, vietnamese);
    };
    listener::listen(orders, outlets);
    return 0;
}

}  // namespace choqr::gateway
