import ArgumentParser
import Foundation
import MXResolver
import MXResolverTesting
import MailAddressing
import MailForwarding
import MailForwardingSQLite
import Testing

@testable import ReferenceServer

@Suite("The directory on the files, where no daemon runs", .timeLimit(.minutes(15)))
struct DirectoryFilesTests {
    /// The exit status of a command, and the line that it ends with.
    private static func run(_ arguments: [String], data: String) async throws -> (status: Int32, message: String) {
        do {
            var command = try WaxwingCommand.parseAsRoot(arguments + ["--data", data])
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return (0, "")
        } catch let failure as CommandFailure {
            return (failure.status, failure.message)
        }
    }

    /// A data directory with a queue that nobody has open.
    private static func withData(_ body: (String, TemporaryFolder) async throws -> Void) async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder, messages: 0)
            await data.store.close()
            try await body(data.path, folder)
        }
    }

    @Test("is made, changed and shown by the commands, which end as they promise")
    func statuses() async throws {
        let cases: [([String], Int32)] = [
            (["domain", "list"], 0), (["domain", "show", "example.org"], 1), (["domain", "add", "example"], 2),
            (["domain", "add", "example.org", "--mail-host", "mx.example.net", "--note", "n"], 0),
            (["domain", "add", "example.org"], 1), (["domain", "records", "example.org", "--zone-format"], 0),
            (["domain", "show", "example.org"], 0), (["domain", "list", "--json"], 0),
            (["account", "add", "ada@example.net", "--no-password", "--admin"], 0),
            (["account", "add", "Ada@example.net", "--no-password"], 1), (["account", "list"], 0),
            (["account", "change", "ada@example.net", "--user", "--messages-per-day", "none"], 0),
            (["account", "show", "ada@example.net", "--json"], 0), (["account", "show", "eve@example.net"], 1),
            (["alias", "add", "shop@example.org", "--to", "ada@example.net", "--expires", "30d"], 0),
            (["alias", "add", "shop@example.org", "--to", "ada@example.net"], 1),
            (["alias", "add", "a@a.example", "--to", "ada@example.net"], 1),
            (["alias", "add", "a@example.org", "--to", "ada"], 2), (["alias", "list", "--domain", "example.org"], 0),
            (["alias", "list", "--domain", "a.example"], 1), (["alias", "show", "SHOP@example.org"], 0),
            (["alias", "change", "shop@example.org", "--disable", "--when-disabled", "never"], 2),
            (["alias", "change", "shop@example.org", "--disable", "--when-disabled", "defer"], 0),
            (["rule", "add", "example.org", "--when", "size over 5MiB", "--do", "block"], 0),
            (["rule", "add", "example.org", "--when", "size", "--do", "block"], 2), (["rule", "list"], 0),
            (["rule", "change", "r1", "--disable"], 0), (["rule", "change", "r7", "--disable"], 1),
            (["rule", "remove", "r1", "r7"], 1), (["rule", "remove", "first"], 2),
            (["domain", "change", "example.org", "--owner", "ada@example.net", "--catch-all", "ada@example.net"], 0),
            (["domain", "change", "example.org", "--owner", "eve@example.net"], 1),
            (["domain", "remove", "example.org"], 1), (["alias", "remove", "shop@example.org", "--json"], 0),
            (["domain", "remove", "example.org"], 0), (["domain", "remove", "example.org", "--yes"], 1),
            (["account", "remove", "ada@example.net"], 0), (["account", "remove", "ada@example.net"], 1),
        ]
        try await Self.withData { data, _ in
            for (arguments, status) in cases {
                let end = try await Self.run(arguments, data: data)
                #expect(end.status == status, "\(arguments): \(end.message)")
            }
        }
    }

    @Test("is refused where there is no data directory, and given up again after each command")
    func places() async throws {
        try await TemporaryFolder.asynchronously { folder in
            for place in [folder.path, folder.path + "/nowhere"] {
                let end = try await Self.run(["domain", "list"], data: place)
                #expect(end.status == 3 && end.message.contains("there is no queue in \(place)"))
            }
            let store = try SQLiteDirectoryStore(at: folder.path + "/directory.sqlite")
            let used = try await Self.run(["domain", "list"], data: folder.path)
            #expect(used.status == 3, "\(used.message)")
            store.close()
            for _ in 0..<2 { #expect(try await Self.run(["domain", "list"], data: folder.path).status == 0) }
        }
    }

    @Test("has a domain verified once a zone has all required records")
    func verification() async throws {
        try await Self.withData { data, folder in
            let host = ["--mail-host", "mx.example.net"]
            #expect(try await Self.run(["domain", "add", "example.org"] + host, data: data).status == 0)
            let access = DataAccess(dataPath: data)
            let found = try await access.session { session throws(CommandFailure) in
                try await session.ask(.domainRecords("example.org", mailHost: "mx.example.net")).plan
            }
            let records = try #require(found).records()
            func verify(_ records: [DomainRecordView]) async throws -> Int32 {
                let zone = records.map(\.zone).joined(separator: "\n") + "\nother.test. 60 IN A 192.0.3.1\n"
                let name = UUID().uuidString
                let path = try folder.write(Array(zone.utf8), to: name)
                return try await Self.run(["domain", "verify", "example.org", "--zone", path] + host, data: data).status
            }
            func state() async throws -> String? {
                try await access.session { session throws(CommandFailure) in
                    try await session.ask(.domain("example.org")).domain?.state
                }
            }
            for missing in records.indices where records[missing].required {
                var some = records
                some.remove(at: missing)
                #expect(try await verify(some) == 1)
            }
            #expect(try await verify([]) == 1)
            #expect(try await state() == "pending")
            #expect(try await verify(records.filter(\.required)) == 0)
            #expect(try await state() == "verified")
            #expect(try await verify([]) == 1)
            #expect(try await state() == "verified")
            #expect(try await Self.run(["domain", "verify", "a.example"] + host, data: data).status == 1)
        }
    }

    @Test("are every record that a domain may have, but for those that are not wanted")
    func choices() async throws {
        let fixture = try await DirectoryServiceFixture()
        let view = try #require(try await fixture.answer(.domainRecords("example.org", mailHost: nil)).plan)
        for (words, purposes, reports) in [
            ([], ["MX", "SPF", "DKIM s1", "DMARC", "MTA-STS", "TLS-RPT", "SPF of forwards"], "postmaster@example.org"),
            (
                ["--no-mta-sts"], ["MX", "SPF", "DKIM s1", "DMARC", "TLS-RPT", "SPF of forwards"],
                "postmaster@example.org"
            ),
            (["--reports", "none"], ["MX", "SPF", "DKIM s1", "DMARC", "MTA-STS", "SPF of forwards"], nil),
            (
                ["--reports", "a@b.example", "--no-mta-sts"],
                ["MX", "SPF", "DKIM s1", "DMARC", "TLS-RPT", "SPF of forwards"], "a@b.example"
            ),
        ] as [([String], [String], String?)] {
            let records = try DomainRecordChoice.parse(words).plan(of: view).records
            #expect(records.map(\.purpose.title) == purposes)
            let dmarc = records.first { $0.purpose == .dmarc }?.value
            #expect(dmarc == "v=DMARC1; p=none" + (reports.map { "; rua=mailto:\($0)" } ?? ""))
        }
        #expect(throws: (any Error).self) { try DomainRecordChoice.parse(["--reports", "no address"]) }
    }

    @Test("has as lines of a zone what belongs into it, and the rest as comments")
    func zoneText() async throws {
        let fixture = try await DirectoryServiceFixture()
        let view = try #require(try await fixture.answer(.domainRecords("example.org", mailHost: nil)).plan)
        let records = try view.records()
        let lines = DomainRecordView.zoneText(records, of: "example.org").split(separator: "\n")
        #expect(lines.count == records.count)
        #expect(lines.dropLast().allSatisfy { $0.hasPrefix("example.org.") || $0.contains(".example.org.") })
        #expect(lines.last?.hasPrefix("; for the zone of \(view.mailHost): \(view.mailHost). ") == true)
    }

    @Test("says of each record what was found and what to do, and that nobody knows where the DNS failed")
    func reports() async throws {
        let fixture = try await DirectoryServiceFixture()
        let view = try #require(try await fixture.answer(.domainRecords("example.org", mailHost: nil)).plan)
        let zone = """
            example.org. 60 IN MX 10 mx.example.com.
            example.org. 60 IN TXT "v=spf1 mx ~all"
            example.org. 60 IN TXT "hello \\027[2J"
            """
        let partly = await DomainVerificationReport(of: try view.plan(), asking: try ZoneResolver(parsing: zone))
        #expect(!partly.isVerified && !partly.isUndecided && partly.commandFailure?.status == 1)
        #expect(partly.records.map(\.purpose) == ["MX", "SPF", "DKIM s1", "DMARC", "SPF of forwards"])
        #expect(partly.records.first?.verdict != "present" && partly.records.first?.found == ["10 mx.example.com"])
        #expect(partly.records.map(\.verdict).dropFirst() == ["present", "missing", "missing", "missing"])
        let lines = partly.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first?.hasPrefix("RECORD") == true)
        #expect(lines.allSatisfy { Console.printable(String($0)) == $0 })
        for record in partly.records where record.verdict != "present" {
            #expect(partly.text.contains("\n  \(record.advice)\n"))
        }
        let failed = await DomainVerificationReport(of: try view.plan(), asking: SilentResolver())
        #expect(failed.isUndecided && failed.commandFailure?.status == 3)
        #expect(failed.records.map(\.verdict) == ["unknown", "unknown", "unknown", "unknown", "unknown"])
    }
}

/// A resolver that never gets an answer.
private struct SilentResolver: DNSResolver {
    func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> { .failure(.timeout) }
}
