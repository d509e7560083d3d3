import BounceClassification
import DeliveryAgent
import DeliveryQueue
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The suppression list for people", .timeLimit(.minutes(15)))
struct ControlServiceSuppressingTests {
    private let service: ControlService

    init() async throws {
        let store = MemoryQueueStore()
        let queue = try await MailQueue.open(store: store, deliverer: NoDeliverer())
        service = ControlService(
            queue: queue, store: store, dataPath: "/nowhere", isDelivering: true,
            suppressions: try await StateSuppressionStore.open(store))
    }

    private func ask(_ request: SuppressionRequest) async -> QueueResponse {
        await service.answer(.suppression(request))
    }

    private func add(_ addresses: String..., from domain: String? = nil, seconds: Int64? = nil) async -> QueueResponse {
        let names = addresses.map { SuppressionName(address: $0, senderDomain: domain) }
        return await ask(.add(names, reason: "asked by telephone", seconds: seconds))
    }

    @Test("is listed page by page, by domain and then by mailbox, and changed")
    func changes() async throws {
        let added = try #require(await add("zoe@a.example", "ada@b.example", "@a.example").suppressionChange)
        #expect(added.changed.map(\.address) == ["zoe@a.example", "ada@b.example", "@a.example"])
        #expect(added.unknown.isEmpty && added.failure == nil)
        let first = try #require(await ask(.list(after: nil, limit: 2)).suppressions)
        #expect(first.entries.map(\.name.address) == ["@a.example", "zoe@a.example"])
        let second = try #require(await ask(.list(after: first.next, limit: 2)).suppressions)
        #expect(second.entries.map(\.name.address) == ["ada@b.example"] && second.next == nil)
        #expect(second.entries.map(\.reason) == ["by decision"] && second.entries.map(\.until) == [nil])
        let removed = await ask(.remove([SuppressionName(address: "ADA@B.example"), .init(address: "no@c.example")]))
        let change = try #require(removed.suppressionChange)
        #expect(change.changed.map(\.address) == ["ada@b.example"])
        #expect(change.unknown.map(\.address) == ["no@c.example"])
        #expect(change.text("taken from the list").contains("no@c.example  is not on the list"))
    }

    @Test("tells of a recipient what holds for it, for its domain, and for one domain of senders")
    func report() async throws {
        _ = await add("bob@b.example", from: "news.example", seconds: 86_400)
        let partly = try #require(await ask(.show("bob@b.example")).suppressed)
        #expect(!partly.isHeldBack && partly.entries.map(\.name.whose) == ["@news.example"])
        #expect(partly.text.hasPrefix("Nothing holds everybody's mail to bob@b.example back."))
        _ = await add("@b.example")
        let whole = try #require(await ask(.show("<bob@b.example>")).suppressed)
        #expect(whole.isHeldBack && whole.entries.map(\.name.address) == ["bob@b.example", "@b.example"])
        let table = SuppressionView.table(whole.entries)
        #expect(table.contains("@news.example") && table.contains("asked by telephone"))
        #expect(try #require(await ask(.show("eve@c.example")).suppressed).entries.isEmpty)
    }

    @Test("says what is no address, and what was done before")
    func mistakes() async throws {
        let change = try #require(await add("a@a.example", "b@@b", "c@c.example").suppressionChange)
        #expect(change.changed.map(\.address) == ["a@a.example"])
        #expect(change.failure?.hasPrefix("b@@b: ") == true)
        #expect(await ask(.show("two words")).failure?.hasPrefix("two words is no address") == true)
    }
}
