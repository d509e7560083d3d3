/// What the program was asked for.
struct Options {
    /// How many seeds are run.
    var seeds = 100
    /// The first of them.
    var first: UInt64 = 1
    /// The days of traffic in each; nil for one, or for a month of them.
    var days: Int?
    /// Whether everything is printed.
    var isVerbose = false
    /// Whether the checks are checked.
    var isSelfTest = false
    /// Whether the delivery modes are compared over a month.
    var isMonth = false
    /// Whether that is printed as JSON.
    var isJSON = false
    /// Whether failing seeds are made small.
    var shrinks = false
    /// Whether each seed is run twice, and must do the same.
    var repeats = false
    /// Trouble that is met whatever the seed says.
    var with: Set<Trouble> = []
    /// Trouble that is left out.
    var without: Set<Trouble> = []
    /// The most messages of a seed.
    var messages: Int?
    /// A fault that is planted.
    var plant: PlantedFault?

    /// What can be asked for.
    static let usage = """
        simulate [--seeds N] [--first SEED] [--days D] [--repeat] [--shrink]
        simulate --seed S [--verbose] [--days D] [--with TROUBLE,…] [--without TROUBLE,…]
            [--messages N] [--plant FAULT] [--shrink]
        simulate --self-test
        simulate --month [--seed S] [--days D] [--json]
        Trouble: \(Trouble.allCases.map(\.rawValue).joined(separator: " "))
        Faults: \(PlantedFault.allCases.map(\.rawValue).joined(separator: " "))
        """

    /// A mistake in what was asked for, in words.
    struct Mistake: Error {
        let text: String
    }

    /// Reads arguments.
    init(_ arguments: [String]) throws(Mistake) {
        var rest = arguments[...]
        func value(of name: String) throws(Mistake) -> String {
            guard let value = rest.popFirst() else { throw Mistake(text: "\(name) wants a value") }
            return value
        }
        func number<Number: FixedWidthInteger>(of name: String, from least: Number) throws(Mistake) -> Number {
            let text = try value(of: name)
            guard let number = Number(text), number >= least else {
                throw Mistake(text: "\(name) wants a number from \(least), not '\(text)'")
            }
            return number
        }
        func troubles(of name: String) throws(Mistake) -> [Trouble] {
            var troubles: [Trouble] = []
            for word in try value(of: name).split(separator: ",") {
                guard let trouble = Trouble(rawValue: String(word)) else {
                    throw Mistake(text: "there is no trouble '\(word)'")
                }
                troubles.append(trouble)
            }
            return troubles
        }
        while let name = rest.popFirst() {
            switch name {
            case "--seeds": seeds = try number(of: name, from: 1)
            case "--first": first = try number(of: name, from: 0)
            case "--seed":
                first = try number(of: name, from: 0)
                seeds = 1
            case "--days": days = try number(of: name, from: 1)
            case "--messages": messages = try number(of: name, from: 0)
            case "--verbose": isVerbose = true
            case "--self-test": isSelfTest = true
            case "--month": isMonth = true
            case "--json": isJSON = true
            case "--shrink": shrinks = true
            case "--repeat": repeats = true
            case "--with": try with.formUnion(troubles(of: name))
            case "--without": try without.formUnion(troubles(of: name))
            case "--plant":
                let word = try value(of: name)
                guard let fault = PlantedFault(rawValue: word) else {
                    throw Mistake(text: "there is no fault '\(word)'")
                }
                plant = fault
            default: throw Mistake(text: "'\(name)' is not understood")
            }
        }
    }

    /// The choice of a seed.
    func choice(_ seed: UInt64) -> Scenario.Choice {
        Scenario.Choice(seed: seed, days: days ?? 1, with: with, without: without, messages: messages, plant: plant)
    }
}

extension Scenario.Choice {
    /// The arguments that ask for this.
    var arguments: String {
        var words = ["--seed \(seed)"]
        if days != 1 { words.append("--days \(days)") }
        if !with.isEmpty { words.append("--with \(with.sorted().map(\.rawValue).joined(separator: ","))") }
        if !without.isEmpty { words.append("--without \(without.sorted().map(\.rawValue).joined(separator: ","))") }
        if let messages { words.append("--messages \(messages)") }
        if let plant { words.append("--plant \(plant.rawValue)") }
        return words.joined(separator: " ")
    }
}
