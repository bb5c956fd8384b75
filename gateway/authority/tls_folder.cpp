#include "authority/tls_folder.hpp"

#include <stdexcept>

#include "base/assert.hpp"

namespace choqr::authority {
namespace {

using Why = Refusal::Why;

[[noreturn]] void fail(const world::Directory& folder, std::string_view name, const Error& error) {
    throw std::runtime_error{folder.path() + "/" + std::string{name} + ": " + error.message()};
}

// Nothing if there is no such file.
std::optional<std::string> read(world::Directory& folder, std::string_view name) {
    auto text = folder.read_file(name);
    if (text) return *std::move(text);
    if (text.error() != world::disk_errc::missing) fail(folder, name, text.error());
    return std::nullopt;
}

void write(world::Directory& folder, std::string_view name, const std::string& text,
           world::Permission permission) {
    const auto written = folder.replace_file(name, text, permission);
    if (!written) fail(folder, name, written.error());
}

std::optional<Facts> facts_in(world::Directory& folder, std::string_view name) {
    const auto text = read(folder, name);
    return text ? read_facts(*text) : std::nullopt;
}

Hosts hosts_for(const Wanted& wanted, const std::optional<Facts>& server) {
    Hosts usual = server ? server->hosts : Hosts{};
    usual.add(wanted.own);
    Hosts hosts = wanted.asked;
    if (hosts.names.empty()) hosts.names = usual.names;
    if (hosts.addresses.empty()) hosts.addresses = usual.addresses;
    hosts.add(std::get<HostName>(HostName::read("localhost")));
    for (const auto* loopback : {"127.0.0.1", "::1"}) hosts.add(*HostAddress::parse(loopback));
    return hosts;
}

template <class Host>
std::vector<Host> take_out(std::vector<Host>& hosts, const Authority& authority) {
    std::vector<Host> out;
    std::erase_if(hosts, [&](const Host& host) {
        const bool is_refused = !authority.permits(host);
        if (is_refused) out.push_back(host);
        return is_refused;
    });
    return out;
}

// What a person asked for and may not have; nothing if there is none.
std::optional<std::string> refused(const Hosts& asked, const Authority& authority) {
    for (const auto& name : asked.names)
        if (!authority.permits(name)) return name.text();
    for (const auto& address : asked.addresses)
        if (!authority.permits(address)) return address.text();
    return std::nullopt;
}

class Making {
public:
    Making(world::Directory& folder, const Wanted& wanted, Instant now)
        : folder_{folder}, wanted_{wanted}, now_{now} {}

    std::variant<Made, Refusal> run() {
        if (auto refusal = find()) return *std::move(refusal);
        Made made;
        made.is_authority_new = !authority_;
        if (!authority_) make_authority();
        made.left_out.names = take_out(hosts_.names, *authority_);
        made.left_out.addresses = take_out(hosts_.addresses, *authority_);
        write(folder_, revocations_file, revocations(), world::Permission::everyone_reads);
        const auto chain =
            authority_->issue(hosts_, server_key(made.is_authority_new || wanted_.new_key), now_);
        write(folder_, certificate_file, chain, world::Permission::everyone_reads);
        made.authority = *read_facts(authority_->texts().authority);
        made.server = *read_facts(chain);
        return made;
    }

private:
    // What is there, and why it may not be used or replaced.
    std::optional<Refusal> find() {
        const auto server = facts_in(folder_, certificate_file);
        const auto certificate = read(folder_, authority_file);
        const bool is_foreign = server ? !server->is_ours : !certificate && read(folder_, key_file);
        if (is_foreign) return Refusal{Why::foreign};
        hosts_ = hosts_for(wanted_, server);
        // An issuer alone is the trace of a crash: no phone can have got what it stands under.
        if (wanted_.new_authority || (!certificate && !server)) return std::nullopt;
        authority_ = Authority::read({.authority = certificate.value_or(""),
                                      .issuer = read(folder_, issuer_file).value_or(""),
                                      .issuer_key = read(folder_, issuer_key_file).value_or("")});
        if (!authority_) return Refusal{Why::no_authority};
        if (authority_->expires() - last_days < now_) return Refusal{Why::ends_soon};
        if (auto what = refused(wanted_.asked, *authority_))
            return Refusal{Why::not_permitted, *std::move(what)};
        return std::nullopt;
    }

    void make_authority() {
        authority_ = Authority::make(hosts_, now_);
        const auto texts = authority_->texts();
        write(folder_, issuer_key_file, texts.issuer_key, world::Permission::owner_only);
        write(folder_, issuer_file, texts.issuer, world::Permission::everyone_reads);
        write(folder_, authority_file, texts.authority, world::Permission::everyone_reads);
    }

    std::string revocations() {
        const auto former = read(folder_, revocations_file).value_or("");
        const auto stolen = wanted_.new_key ? read(folder_, certificate_file).value_or("") : "";
        return authority_->revocations(former, stolen, now_);
    }

    // The issuer's key signs for ten years and lies in the same folder: a new one here each year would
    // protect from nothing.
    ServerKey server_key(bool is_new) {
        if (!is_new)
            if (auto kept = ServerKey::read(read(folder_, key_file).value_or(""))) return *std::move(kept);
        auto key = ServerKey::make();
        write(folder_, key_file, key.pem(), world::Permission::owner_only);
        return key;
    }

    world::Directory& folder_;
    const Wanted& wanted_;
    const Instant now_;
    Hosts hosts_;
    std::optional<Authority> authority_;
};

}  // namespace

std::variant<Made, Refusal> make_certificate(world::Directory& folder, const Wanted& wanted, Instant now) {
    const auto lock = folder.lock();
    if (!lock && lock.error() == world::disk_errc::locked) return Refusal{Why::busy};
    if (!lock) fail(folder, ".", lock.error());
    return Making{folder, wanted, now}.run();
}

Kept read_folder(world::Directory& folder) {
    return {.authority = facts_in(folder, authority_file), .server = facts_in(folder, certificate_file)};
}

}  // namespace choqr::authority
