import DeliveryQueue
import MailAddressing
import NIOConcurrencyHelpers
import Testing

@testable import ReferenceServer

@Suite("Suspensions", .timeLimit(.minutes(15)))
struct ControlSuspensionTests {
    private static let scopes = [
        SuspensionScope(site: "b.example"), SuspensionScope(sender: "@a.example"), SuspensionScope(source: "default"),
        SuspensionScope(site: "b.example", source: "default"),
    ]

    @Test("are made, listed, stored and ended, where no daemon runs", arguments: scopes)
    func roundTrip(scope: SuspensionScope) async throws {
        let fixture = try await ControlFixture()
        let made = await fixture.service.answer(.suspend(scope, reason: "why", milliseconds: 3_600_000)).suspension
        #expect(made?.scope == scope && made?.suspended == true && made?.reason == "why" && made?.until != nil)
        // Another process finds them in the store.
        let later = try await ControlService.onFiles(fixture.store, dataPath: "/nowhere")
        let listed = try #require(await later.answer(.suspensions).suspensions)
        #expect(listed.map(\.scope) == [scope] && listed.map(\.reason) == ["why"])
        #expect(listed.first?.until == made?.until)
        #expect(await later.answer(.resume(scope)).suspension?.suspended == false)
        #expect(await later.answer(.suspensions).suspensions == [])
        let again = await later.answer(.resume(scope))
        #expect(again.notFound == "what goes \(scope.text) is not suspended; nothing is suspended")
    }

    @Test("that are not there: those that are get named")
    func absent() async throws {
        let fixture = try await ControlFixture()
        for scope in Self.scopes.prefix(2) {
            _ = await fixture.service.answer(.suspend(scope, reason: "", milliseconds: nil))
        }
        let answer = await fixture.service.answer(.resume(SuspensionScope(site: "c.example")))
        let text = try #require(answer.notFound)
        #expect(text.hasPrefix("what goes to c.example is not suspended; suspended are: "))
        #expect(text.contains("b.example") && text.contains("--sender @a.example"))
    }

    @Test("of a site without mail that is like one with mail: that one is named, and it is done all the same")
    func nearSite() async throws {
        let fixture = try await ControlFixture([["a@example.org"]])
        let request = QueueRequest.suspend(SuspensionScope(site: "exampel.org"), reason: "", milliseconds: nil)
        let change = try #require(await fixture.service.answer(request).suspension)
        #expect(change.didYouMean == "example.org" && change.suspended)
        #expect(change.text.contains("Nothing waits for exampel.org; did you mean example.org?"))
        #expect(change.text.hasSuffix("To end it: waxwing queue resume exampel.org"))
    }

    @Test("of a source that the daemon does not have are refused, with those that it has")
    func unknownSource() async throws {
        let live = try await LiveControlFixture(TakingDeliverer(), .init(), [])
        for request in [
            QueueRequest.suspend(SuspensionScope(source: "defualt"), reason: "", milliseconds: nil),
            .suspend(SuspensionScope(site: "b.example", source: "defualt"), reason: "", milliseconds: nil),
        ] {
            let answer = await live.service.answer(request)
            #expect(answer.notFound == "there is no source defualt; there are: default; did you mean default?")
        }
        #expect(await live.service.answer(.suspensions).suspensions == [])
    }

    /// Sources of which one is called as another's address is written.
    private static let sources = [
        DeliverySource(name: "main", address: IPAddress("192.0.2.1")),
        DeliverySource(name: "second", address: IPAddress("2001:db8::7")),
        DeliverySource(name: "192.0.2.1", address: IPAddress("192.0.2.3")), DeliverySource(name: "other"),
    ]

    @Test(
        "of a source are made and ended by its name or its address",
        arguments: [
            ("main", "main"), ("second", "second"), ("2001:db8::7", "second"), ("2001:DB8:0::0:7", "second"),
            ("192.0.2.1", "192.0.2.1"), ("192.0.2.3", "192.0.2.1"), ("192.0.2.4", nil), ("2001:db8::8", nil),
            ("third", nil),
        ] as [(String, String?)], [nil, "b.example"])
    func source(named: (text: String, name: String?), site: String?) async throws {
        let configuration = MailQueueConfiguration(scheduling: SchedulerConfiguration(sources: Self.sources))
        let live = try await LiveControlFixture(TakingDeliverer(), configuration, [])
        let scope = SuspensionScope(site: site, source: named.text)
        let made = await live.service.answer(.suspend(scope, reason: "why", milliseconds: nil))
        let ended = await live.service.answer(.resume(scope))
        guard let name = named.name else {
            let known = "main (192.0.2.1), second (2001:db8::7), 192.0.2.1 (192.0.2.3), other"
            for answer in [made, ended] {
                #expect(answer.notFound?.hasPrefix("there is no source \(named.text); there are: \(known)") == true)
            }
            return
        }
        #expect(made.suspension?.scope == SuspensionScope(site: site, source: name))
        #expect(ended.suspension?.scope == SuspensionScope(site: site, source: name))
        #expect(ended.suspension?.suspended == false)
    }

    @Test("of a source by its address are refused where no daemon runs that would know it")
    func sourceOnFiles() async throws {
        let fixture = try await ControlFixture()
        let scope = SuspensionScope(source: "192.0.2.1")
        let problem = "no daemon runs that would know the source with the address 192.0.2.1; write its name"
        for request in [QueueRequest.suspend(scope, reason: "", milliseconds: nil), .resume(scope)] {
            #expect(await fixture.service.answer(request).notFound == problem)
        }
        #expect(await fixture.service.answer(.suspensions).suspensions == [])
    }

    @Test("hold mail up in a running daemon until they are ended", arguments: scopes)
    func running(scope: SuspensionScope) async throws {
        let live = try await LiveControlFixture(TakingDeliverer(), .init(), [])
        _ = await live.service.answer(.suspend(scope, reason: "why", milliseconds: nil))
        let id = try await live.service.queue.submit(
            MessageSubmission(
                reversePath: .mailbox(try Mailbox("ada@a.example")), recipients: [try Mailbox("bob@b.example")],
                content: Array("Subject: a\r\n\r\n".utf8), origin: "a test"))
        let waiting = try #require(await live.service.answer(.show(id: id.description)).report)
        #expect(waiting.recipients.first?.limits.contains { $0.kind == "suspension" } == true)
        #expect(await live.service.answer(.resume(scope)).suspension?.suspended == false)
        while await live.store.message(id)?.recipients.first?.state != .delivered { await Task.yield() }
        let report = try #require(await live.service.answer(.show(id: id.description)).report)
        #expect(report.recipients.map(\.state) == ["delivered"])
    }

    @Test("of mail without a sender hold that up and nothing else, and are named as the command line takes them")
    func nullSender() async throws {
        let live = try await LiveControlFixture(TakingDeliverer(), .init(), [])
        let scope = SuspensionScope(sender: "")
        let made = await live.service.answer(.suspend(scope, reason: "why", milliseconds: nil)).suspension
        #expect(made?.text.hasPrefix("Suspended until it is resumed: what goes without a sender.") == true)
        #expect(made?.text.hasSuffix("To end it: waxwing queue resume --sender '<>'") == true)
        var ids: [MessageID] = []
        for path in [ReversePath.null, .mailbox(try Mailbox("ada@a.example"))] {
            ids.append(
                try await live.service.queue.submit(
                    MessageSubmission(
                        reversePath: path, recipients: [try Mailbox("bob@b.example")],
                        content: Array("Subject: a\r\n\r\n".utf8), origin: "a test")))
        }
        while await live.store.message(ids[1])?.recipients.first?.state != .delivered { await Task.yield() }
        let report = try #require(await live.service.answer(.show(id: ids[0].description)).report)
        #expect(report.recipients.map(\.state) == ["queued"])
        #expect(report.recipients.first?.limits.map(\.kind) == ["suspension"])
        #expect(await live.service.answer(.resume(scope)).suspension?.suspended == false)
        while await live.store.message(ids[0])?.recipients.first?.state != .delivered { await Task.yield() }
    }

    @Test("go through the socket of a daemon")
    func socket() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let fixture = try await ControlFixture()
            let server = try await fixture.listen(in: folder)
            let scope = SuspensionScope(site: "b.example")
            let made = try await onThread {
                try ControlClient.ask(
                    .suspend(scope, reason: "why", milliseconds: 60_000), dataPath: folder.path)
            }
            #expect(made?.suspension?.suspended == true)
            let overview = try await onThread { try ControlClient.ask(.explain(), dataPath: folder.path) }
            #expect(overview?.overview?.suspensions.map(\.scope) == [scope])
            let ended = try await onThread { try ControlClient.ask(.resume(scope), dataPath: folder.path) }
            #expect(ended?.suspension?.suspended == false)
            await server.stop()
        }
    }

    @Test("name exactly one thing")
    func scope() {
        #expect(SuspensionScope().target == nil)
        #expect(SuspensionScope(site: "a", sender: "b").target == nil)
        #expect(SuspensionScope(sender: "b", source: "c").target == nil)
        for scope in Self.scopes { #expect(scope.target.map { SuspensionScope($0) } == scope) }
    }
}
