import DeliveryQueue
import DeliveryQueueTesting
import SMTPProtocol
import Testing

@testable import DeliveryQueueSQLite

@Suite(.timeLimit(.minutes(15))) struct HistoryRecordTests {
    @Test("Every record is read as it was written", arguments: 0..<20)
    func roundTrip(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for number in 0..<50 {
            let record = try anyRecord(Int64(number), &random)
            let read = try HistoryRecord(decoding: record.encoded(), record.columns)
            #expect(read == record)
            #expect(read.encoded() == record.encoded())
        }
    }

    @Test("A record that is cut off or longer than it was is refused, wherever", arguments: 0..<10)
    func truncation(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let record = try anyRecord(7, &random)
        let octets = record.encoded()
        for length in 0..<octets.count {
            expectDamage(Array(octets[..<length]), record.columns)
        }
        expectDamage(octets + [0], record.columns)
    }

    @Test("A bit that is wrong is found, wherever", arguments: 0..<10)
    func bitFlips(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let record = try anyRecord(7, &random)
        let octets = record.encoded()
        for index in octets.indices {
            for bit in 0..<8 {
                var wrong = octets
                wrong[index] ^= 1 << bit
                expectDamage(wrong, record.columns)
            }
        }
    }

    @Test("Damage that fits its checksum is read as something, or refused, and never traps", arguments: 0..<20)
    func damageBehindTheChecksum(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for number in 0..<100 {
            let record = try anyRecord(Int64(number), &random)
            var octets = record.encoded()
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                octets[Int.random(in: 5..<octets.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { octets.removeLast(Int.random(in: 0..<octets.count - 5, using: &random)) }
            var checksum = HistoryRecord.checksum(record.columns, octets[5...])
            for index in 1..<5 {
                octets[index] = UInt8(truncatingIfNeeded: checksum)
                checksum >>= 8
            }
            do throws(QueueStoreError) {
                let read = try HistoryRecord(decoding: octets, record.columns)
                #expect(read.id == record.id)
            } catch {
                #expect(error.kind == .damaged)
            }
        }
    }

    @Test("What stands beside the record is covered by its checksum")
    func columns() throws {
        let record = try HistorySamples.record(7, key: "order-17")
        let octets = record.encoded()
        let changes: [(inout HistoryRecord.Columns) -> Void] = [
            { $0.id = MessageID(number: 8) }, { $0.acceptedAt = HistorySamples.time(1) },
            { $0.settledAt = HistorySamples.time(1) }, { $0.size += 1 }, { $0.key = nil },
            { $0.key = InjectionKey("order-18") },
        ]
        for change in changes {
            var columns = record.columns
            change(&columns)
            expectDamage(octets, columns)
        }
    }

    @Test("Every state and every kind of event has a number of its own")
    func numbers() {
        #expect(Set(HistoryRecord.states) == Set(RecipientState.allCases))
        #expect(HistoryRecord.states.count == RecipientState.allCases.count)
        #expect(Set(HistoryRecord.kinds) == Set(RecipientEvent.Kind.allCases))
        #expect(HistoryRecord.kinds.count == RecipientEvent.Kind.allCases.count)
    }

    @Test("A record of version 1 stays readable")
    func versionOne() throws {
        let record = try HistorySamples.record(7, to: [("ada@example.com", .cancelled)])
        var expected: [UInt8] = [1, 0x94, 0x1A, 0xB8, 0x47, 0]
        expected += [0x80, 0xB0, 0xFE, 0x9B, 0x03]
        expected += [19] + "news@sender.example".utf8 + [31] + "client.example.com [192.0.2.17]".utf8 + [0]
        expected += [1, 0, 6, 0, 0, 15] + "ada@example.com".utf8
        expected += [2, 0, 16, 0, 0, 10, 0, 0, 0xD0, 0x0F]
        #expect(record.encoded() == expected)
        #expect(try HistoryRecord(decoding: expected, record.columns) == record)
    }

    @Test("A time of release and a notice of a delay take a few octets more, where there are any")
    func waiting() throws {
        var record = try HistorySamples.record(7, to: [("ada@example.com", .cancelled)])
        let bare = record.encoded()
        let message = record.stored.message
        let notice = RecipientEvent(
            .delayReported, at: message.acceptedAt, detail: "told", report: MessageID(number: message.id.number + 1))
        record.events.insert(LedgerEntry(recipient: 0, event: notice), at: 1)
        record.stored.recipients[0].isDelayReported = true
        #expect(record.encoded().count - bare.count == 10)
        #expect(bare[65] == 0 && record.encoded()[65] == 16)
        let noticed = record.encoded()
        #expect(try HistoryRecord(decoding: noticed, record.columns) == record)
        record.stored.message = QueuedMessage(
            id: message.id, reversePath: message.reversePath, recipients: message.recipients,
            acceptedAt: message.acceptedAt, releaseAt: message.acceptedAt + .milliseconds(63),
            expiresAt: message.expiresAt, size: message.size, isEightBit: true, origin: message.origin)
        #expect(record.encoded().count - noticed.count == 1)
        #expect(Array(record.encoded()[5..<12]) == [3] + noticed[6..<11] + [126])
        #expect(try HistoryRecord(decoding: record.encoded(), record.columns) == record)
    }

    @Test("Failures that share a report name it with an octet each, and the first with few")
    func reports() throws {
        var record = try HistorySamples.record(7)
        let failure = RecipientEvent(.bounced, at: HistorySamples.time(10))
        record.events = (0..<3).map { LedgerEntry(recipient: $0, event: failure) }
        let bare = record.encoded().count
        var reported = failure
        for number in [8, 6, 0, Int64.max] {
            reported.report = MessageID(number: number)
            record.events = (0..<3).map { LedgerEntry(recipient: $0, event: reported) }
            let octets = record.encoded()
            #expect(octets.count - bare == (number < 9 ? 3 : 12))
            #expect(try HistoryRecord(decoding: octets, record.columns) == record)
        }
        reported.report = MessageID(number: 5)
        record.events.insert(LedgerEntry(recipient: 0, event: reported), at: 1)
        #expect(try HistoryRecord(decoding: record.encoded(), record.columns) == record)
    }

    /// Any record, in which some events name a report.
    private func anyRecord(_ number: Int64, _ random: inout SeededGenerator) throws -> HistoryRecord {
        var record = try HistorySamples.anyRecord(number, &random)
        record.events = record.events.map { entry in
            var event = entry.event
            switch Int.random(in: 0..<4, using: &random) {
            case 0: event.report = MessageID(number: Int64.random(in: 0...Int64.max, using: &random))
            case 1: event.report = MessageID(number: number + Int64.random(in: 0...2, using: &random))
            default: break
            }
            return LedgerEntry(recipient: entry.recipient, event: event)
        }
        return record
    }

    @Test("The checksum is CRC-32C")
    func checksum() {
        var checksum = RecordChecksum()
        #expect(checksum.value == 0)
        checksum.update(Array("123456789".utf8)[...])
        #expect(checksum.value == 0xE306_9283)
    }

    private func expectDamage(_ octets: [UInt8], _ columns: HistoryRecord.Columns) {
        do throws(QueueStoreError) {
            let read = try HistoryRecord(decoding: octets, columns)
            Issue.record("Read as \(read)")
        } catch {
            #expect(error.kind == .damaged)
            #expect(error.reason.contains(columns.id.description))
        }
    }
}
