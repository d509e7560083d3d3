import ArgumentParser
import DeliveryQueue
import MTASTS
import MXResolver
import MailAddressing
import MailForwarding

/// What stands in the DNS records of a domain besides what its directory knows.
struct DomainRecordChoice: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The host that takes the mail. Default: the daemon's name; where none runs, the machine's.",
            valueName: "host"))
    var mailHost: String?

    @Option(
        help: ArgumentHelp(
            "Where reports of DMARC and TLS go; none is nowhere. Default: the domain's postmaster.",
            valueName: "address"))
    var reports: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Whether the record of an MTA-STS policy is among them, which a web server of yours serves.")
    var mtaSTS = true

    /// The word for reports that go nowhere.
    private static let nowhere = "none"

    func validate() throws {
        guard let reports, reports != Self.nowhere, (try? Mailbox(reports)) == nil else { return }
        throw ValidationError("--reports \(Console.printable(reports)) is no address, and not \(Self.nowhere)")
    }

    /// The records of a domain.
    ///
    /// - Parameters:
    ///   - view: what is known of the domain.
    ///   - policy: the identifier of the MTA-STS policy that is published; nil for the day.
    /// - Throws: `CommandFailure` where none can be written.
    func plan(of view: DomainPlanView, policy: String? = nil) throws(CommandFailure) -> DomainRecordPlan {
        let address = reports ?? "postmaster@\(view.domain)"
        let today = DateText.text(SystemQueueClock().now()).filter { $0 != "-" }
        return try view.plan(
            reportAddress: address == Self.nowhere ? nil : try? Mailbox(address),
            strictTransportID: mtaSTS ? policy ?? today : nil)
    }

    /// The identifier of the policy that a domain has published, which only its owner knows to be the right one.
    ///
    /// - Parameters:
    ///   - domain: the domain.
    ///   - dns: who is asked.
    func publishedPolicy(of domain: String, by dns: any DNSResolver) async -> String? {
        guard mtaSTS, let name = try? DomainName("_mta-sts.\(domain)"),
            case .records(let records) = await dns.textRecords(at: name)
        else { return nil }
        return records.lazy.compactMap { try? MTASTSRecord(parsing: $0) }.first?.id
    }
}
