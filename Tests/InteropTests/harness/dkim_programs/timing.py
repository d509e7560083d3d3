"""How much processor time a signature takes to make and to check, measured inside the process that does it."""

import json
import sys
import time


def measure(open_task):
    """Reads one task from standard input and prints microseconds a message, as JSON.

    `open_task` takes the task and gives two functions: one makes the signature's field of a message, the other says
    whether a signed message passes.
    """
    task = json.load(sys.stdin)
    sign, verify = open_task(task)
    messages = []
    for path in task["messages"]:
        with open(path, "rb") as file:
            messages.append(file.read())
    signed = [sign(message) + message for message in messages]
    if not all(map(verify, signed)):
        sys.exit("a signature does not pass: there is nothing to time")
    figures = {"sign_us": microseconds(sign, messages, task["seconds"])}
    figures["verify_us"] = microseconds(verify, signed, task["seconds"])
    print(json.dumps(figures))


def microseconds(function, inputs, seconds):
    """The processor time of one call, from whole rounds over the inputs that last about so many seconds."""
    count, began = 0, time.process_time()
    while (used := time.process_time() - began) < seconds:
        for each in inputs:
            function(each)
        count += len(inputs)
    return used / count * 1e6
