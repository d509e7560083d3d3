import DeliveryQueue
import Foundation
import Logging
import MailAddressing
import MailCryptography
import MailForwarding
import NIOConcurrencyHelpers
import Testing

@testable import ReferenceServer

/// A directory in memory, whoever answers questions about it, and what is logged of them.
struct DirectoryServiceFixture {
    let directory: MailDirectory
    let service: ControlService
    private let lines = NIOLockedValueBox<[String]>([])

    /// Makes a directory with the domain `example.org`, which has an Ed25519 key, and the account `ada@example.net`.
    ///
    /// - Parameter mailHost: the name of the daemon's host; nil where none runs.
    init(mailHost: String? = "mx.example.net") async throws {
        directory = try await MailDirectory.open(MemoryDirectoryStore())
        let lines = lines
        var service = try await ControlService.onFiles(MemoryQueueStore(), dataPath: "/nowhere")
        service.directory = directory
        service.mailHost = try mailHost.map { try DomainName($0) }
        service.logger = Logger(label: "test") { _ in LineKeeper(lines: lines) }
        self.service = service
        let key = try DomainKey(selector: "s1", key: try .generate(.ed25519), creation: 1_000)
        try await directory.addDomain(try DomainName("example.org"), keys: [key], as: .administrator, at: 1_000)
        try await directory.addAccount(Account(try Mailbox("ada@example.net"), creation: 1_000), as: .administrator)
    }

    /// What was logged: a line each, with the metadata by name.
    var log: [String] { lines.withLockedValue { $0 } }

    /// Asks about the directory.
    func ask(_ request: DirectoryRequest) async -> QueueResponse { await service.answer(.directory(request)) }

    /// Asks about the directory, and expects an answer without a problem.
    func answer(_ request: DirectoryRequest) async throws -> DirectoryAnswer {
        let response = await ask(request)
        let answer = try #require(response.directory, "\(response.notFound ?? response.failure ?? "")")
        #expect(answer.problem == nil, "\(answer.problem?.reason ?? "")")
        return answer
    }

    /// Asks about the directory, and expects a problem.
    func problem(_ request: DirectoryRequest) async throws -> DirectoryProblem {
        let response = await ask(request)
        if let reason = response.notFound { return DirectoryProblem(DirectoryError(.unknown, reason)) }
        return try #require(response.directory?.problem)
    }

    /// All that the service shows of the directory, as the socket has it.
    func shown() async throws -> String {
        var requests: [DirectoryRequest] = [
            .domains, .aliases(domain: nil, after: nil, limit: 1_000), .rules(domain: nil, after: nil), .accounts,
        ]
        requests += directory.domains(as: .administrator).map { .domainRecords($0.name.text, mailHost: nil) }
        var text = ""
        for request in requests { text += try Self.json(await ask(request)) + "\n" }
        return text
    }

    /// A value as the socket has it.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
