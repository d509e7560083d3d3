import MXResolver

/// Octets of a name server at `DNSMessage`, and at `DNSAnswer.result`, which `MXResolver` shows to this package alone.
///
/// Invariants:
/// - The outcome is a message, or a `DNSMessageError` whose offset lies within the octets; nothing else.
/// - A message has the records that a simple walk over its octets finds, and names of at most 255 octets.
/// - A message that is written and read again is the same; what cannot be written would be longer than a message.
/// - Cut before the end of its last record, a message ends too early, and says so at the cut; cut behind it, it is the
///   same. No beginning of what is no message is one.
/// - An answer has all records of the type that was asked for at the name where its aliases lead, is kept no longer
///   than any of them, and is authenticated only if it says so and is believed.
/// - A denial is of the name where the aliases lead, and there is no such record there.
/// - No pointers, and no number of records in the longest of messages, take longer than the fuzzer's time limit.
///
/// The script is the message as it is, without words or events; where 0xF9 is in it, another one stands behind it.
/// Choices: the type that is asked for, by default that of the question; whether another name than the question's is
/// asked for; whether the server is believed; where the first cut is; whether the records are repeated as often as a
/// message can hold them.
enum DNSMessageTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let message = input.script
        let outcome = read(message)
        let query = DNSMessageQuery(about: try? outcome.get(), &input)
        let firstCut = Int(input.octet())
        let walk: DNSMessageWalk?
        switch outcome {
        case .success(let value):
            guard let found = DNSMessageWalk(message) else {
                throw BrokenInvariant(description: "a message can be walked over: \(message.shown)")
            }
            try found.check(value)
            try checkWriting(value, from: message)
            walk = found
        case .failure(let error):
            let isWithin = (0...message.count).contains(error.offset)
            try demand(isWithin, "an error is within the octets", "\(error), \(message.shown)")
            walk = nil
        }
        try checkBeginnings(of: message, outcome, end: walk?.end, firstCut)
        try query.check(message, outcome)
        guard input.flag(), let walk, let long = walk.lengthened(message) else { return }
        let whole = read(long.octets)
        switch whole {
        case .success(let value):
            let count = value.answers.count
            try demand(count == long.count, "records that are repeated are all there", "\(count), \(long.count)")
            _ = value.serialized()
        case .failure(let error):
            // The numbers of records are others, and a name may point to them.
            let isOfName = [.pointer, .labelKind, .nameTooLong].contains(error.problem)
            try demand(isOfName, "records can be repeated", "\(error), \(message.shown)")
        }
        try query.check(long.octets, whole)
    }

    /// What comes of reading octets.
    private static func read(_ octets: [UInt8]) -> Result<DNSMessage, DNSMessageError> {
        do { return .success(try DNSMessage(parsing: octets.span)) } catch { return .failure(error) }
    }

    private static func checkWriting(_ message: DNSMessage, from octets: [UInt8]) throws(BrokenInvariant) {
        let records = message.answers + message.authority + message.additional
        for record in records.prefix(50) {
            let name = record.name
            let labels = name.labels
            let length = labels.reduce(1) { $0 + 1 + $1.count }
            let isBounded = length <= 255 && labels.allSatisfy { (1...63).contains($0.count) }
            try demand(isBounded, "a name keeps its limits", "\(name)")
            let again = name.isRoot ? .root : DNSName(labels: labels)
            try demand(again == name && DNSName(name.text) == name, "a name that is written is the same", "\(name)")
            guard let domain = name.domain else { continue }
            try demand(DNSName(domain) == name, "a name is that of its domain", "\(name), \(domain)")
        }
        guard let written = message.serialized() else {
            // Each record has at most three names; the octets stand for all else.
            let longest = octets.count + 3 * 255 * (records.count + 1)
            return try demand(longest > 65_535, "a message can be written", "\(message)")
        }
        try demand(read(written) == .success(message), "a message that is written is the same", "\(message)")
    }

    /// Cuts the octets in up to a hundred places, and right at the end of the last record and before it.
    private static func checkBeginnings(
        of octets: [UInt8], _ whole: Result<DNSMessage, DNSMessageError>, end: Int?, _ firstCut: Int
    ) throws(BrokenInvariant) {
        let step = octets.count / 100 + 1
        var cuts = Array(stride(from: firstCut % step, to: octets.count, by: step))
        if let end { cuts += [end - 1, end] }
        for cut in cuts {
            let beginning = read(Array(octets.prefix(cut)))
            let endsEarly = beginning == .failure(DNSMessageError(.unexpectedEnd, at: cut))
            let isRight =
                if let end { cut < end ? endsEarly : beginning == whole } else { endsEarly || beginning == whole }
            try demand(isRight, "cut, a message ends too early", "\(cut), \(beginning), \(octets.shown)")
        }
    }
}
