internal import MailAddressing

/// What is known of a mail host's addresses.
struct HostAddresses: Sendable {
    /// The addresses to try, in this order.
    private(set) var addresses: [IPAddress] = []
    /// Addresses that are not tried, the first ones.
    private(set) var omissions: [AddressOmission] = []
    /// How many more are not tried.
    private(set) var unlistedOmissions = 0
    /// The names to which the host's aliases lead.
    private(set) var aliases: [DNSName] = []
    /// Whether every record that gave an address was authenticated.
    private(set) var isAuthenticated = true
    /// The look-ups that failed.
    private(set) var failures: [AddressLookupFailure] = []
    /// For how many seconds all of that holds, as far as it is said.
    private(set) var timeToLive: UInt32?
    /// How the host was recognized as this one.
    private(set) var ownEvidence: HostOmission.Evidence?
    private var isLocalhost = false
    private var hasPrivateAddresses = false
    private var denials: [DNSFailure] = []

    /// Nothing is known yet.
    init() {}

    /// Takes what was answered to look-ups of the addresses of a name.
    init(
        of name: DomainName, _ answers: [(type: DNSRecordType, result: Result<DNSAnswer, DNSFailure>)],
        options: MailExchangeResolver.Options
    ) {
        var found: [IPAddress] = []
        for case (_, .success(let answer)) in answers { take(answer, into: &found) }
        for case (let type, .failure(let failure)) in answers { take(failure, of: type) }
        if found.isEmpty, let target = denials.lazy.compactMap(\.denial?.canonicalName).first, target.domain != name {
            aliases = [target]
        }
        ownEvidence = aliases.lazy.compactMap(\.domain).first(where: options.ownHostNames.contains).map { .name($0) }
        sort(found, options: options)
    }

    /// Takes an address that is known without the DNS.
    init(literal address: IPAddress, options: MailExchangeResolver.Options) {
        isAuthenticated = false
        sort([address], options: options)
    }

    /// The loopback address, for `localhost` and names below it (RFC 6761, section 6.3).
    init(localhost options: MailExchangeResolver.Options) {
        isAuthenticated = false
        isLocalhost = true
        // Of the two, this is where most programs listen.
        guard let loopback = IPAddress(options.addressPreference == .ipv6Only ? "::1" : "127.0.0.1") else { return }
        if options.privateAddresses == .allow { addresses = [loopback] } else { hasPrivateAddresses = true }
    }

    /// The canonical name, where it is a domain name and not the host's own.
    var canonicalName: DomainName? { aliases.last?.domain }

    /// Why there is no address to try, where there is none.
    func omission(options: MailExchangeResolver.Options) -> HostOmission {
        if isLocalhost { return .localhost }
        if let failure = failures.first?.failure { return .lookup(failure) }
        if hasPrivateAddresses { return .privateAddressesOnly }
        let isNowhere = denials.allSatisfy { if case .noSuchDomain = $0 { true } else { false } }
        if !denials.isEmpty, isNowhere { return .noSuchHost }
        if let family = options.addressPreference.onlyFamily { return .noAddressOfFamily(family) }
        return .noAddress
    }

    /// Keeps the first addresses only, as the route has room for no more.
    ///
    /// - Parameters:
    ///   - count: how many there is room for, not negative.
    ///   - maximum: the bound of the whole route.
    mutating func limit(to count: Int, of maximum: Int) {
        for address in addresses.dropFirst(count) { omit(address, .beyondMaximum(maximum)) }
        addresses = Array(addresses.prefix(count))
    }

    private mutating func take(_ answer: DNSAnswer, into found: inout [IPAddress]) {
        isAuthenticated = isAuthenticated && answer.isAuthenticated
        hold(for: answer.timeToLive)
        if aliases.isEmpty {
            aliases = answer.aliases.compactMap { if case .cname(let target) = $0.data { target } else { nil } }
        }
        for record in answer.records {
            if case .address(let address) = record.data { found.append(address) }
        }
    }

    private mutating func take(_ failure: DNSFailure, of type: DNSRecordType) {
        guard let denial = failure.denial else {
            failures.append(AddressLookupFailure(type, failure))
            // The next look-up may not fail.
            hold(for: 0)
            return
        }
        denials.append(failure)
        if let timeToLive = denial.timeToLive { hold(for: timeToLive) }
    }

    private mutating func hold(for seconds: UInt32) {
        timeToLive = min(timeToLive ?? seconds, seconds)
    }

    /// Sorts the addresses into those to try, in their order, and those to leave out.
    private mutating func sort(_ found: [IPAddress], options: MailExchangeResolver.Options) {
        var (six, four): ([IPAddress], [IPAddress]) = ([], [])
        var known: Set<IPAddress> = []
        let only = options.addressPreference.onlyFamily
        for address in found where known.insert(address.unmapped).inserted {
            let address = address.unmapped
            if options.ownAddresses.contains(address) { ownEvidence = ownEvidence ?? .address(address) }
            if let block = options.privateAddresses.refusal(of: address) {
                hasPrivateAddresses = true
                omit(address, .specialPurpose(block))
            } else if let only, address.family != only {
                omit(address, .otherFamily)
            } else if address.family == .v6 {
                six.append(address)
            } else {
                four.append(address)
            }
        }
        let ordered = options.addressPreference.ordered(six, four)
        let maximum = max(1, options.maximumAddressesPerHost)
        for address in ordered.dropFirst(maximum) { omit(address, .beyondMaximumPerHost(maximum)) }
        addresses = Array(ordered.prefix(maximum))
    }

    private mutating func omit(_ address: IPAddress, _ reason: AddressOmission.Reason) {
        if omissions.count < RouteCandidate.maximumListed {
            omissions.append(AddressOmission(address, reason))
        } else {
            unlistedOmissions += 1
        }
    }
}
