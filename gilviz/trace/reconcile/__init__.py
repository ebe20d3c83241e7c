"""From what was noted to what happened: the rules by which a worker's lane is concluded from its notes and from all witnesses.

A worker notes four things in its lane file (``runner.protocol.Mark``): states that it entered, since when it was silent, when a
wait was due, and copies of what the kernel told. ``testimony`` puts them in order again: *claims* (at this moment, by its own
clock, the worker was in that state) and, between two claims, *silences*, each with the evidence that covers it.

**Inside one silence** (``silence``), the best witness there is decides:

1. *Switches*. The kernel saw every moment at which the thread left its core and came back. The moments are measured; what it
   waited for follows by rule:
   - preempted: it waited for a core;
   - left by itself while it computed: where threads share its GIL it waited for that, else for some other lock, and which,
     nobody knows;
   - left by itself in a declared wait: it waited for that; leaving again after the moment when that was due (a sleep's end, the
     time at which a server sent its answer), it waited for the GIL; so it did in a declared wait for a lock when it left again;
   - a stay on the core shorter than a gap between two absences is part of the waiting: it looked, and waited on;
   - a longer one is what was declared: a silence on the core is code without ticks, and running.
   Where it never left its core and yet computed for less than half of the time, the whole machine stood still.
   How long it was runnable without a core is counted, and no switch tells when that began: it is put at the end of its absences,
   where the waker has been and the core has not, and shared out among them by how long they were; a share below 60 µs is left in
   its wait. But who was asked to let go of
   the GIL sleeps until another one has taken it: if it was counted waiting for so long, it waited for a core from then until it
   had one (``woken``).
2. *Counters* alone. They say how much, not when: of a gap, first what it ran, then what it was blocked, then what it waited for
   a core. All that is inferred.
3. The *kind* of worker, where the system tells nothing: the whole gap is what such a worker most likely waited for.

How each state is known is said with it (``Evidence``). *Inferred* is what a rule concludes from something that was seen: others
had the GIL meanwhile, the kernel counted so much waiting. *Unknown* is a gap of which only the length was seen: a worker that
nobody kept from the GIL and that waited all the same, one without such neighbours that left its core by itself, one of which the
system tells nothing. What is drawn is then the likeliest; it is called an unknown gap. The truth meter counts both.

**Where somebody looks at the GIL from outside** (``native``, ``looks``), silences are looked into before the GIL is shared out:

7. A worker that is silent on its core, and does not hold the GIL, is in C code that let go of it: *native*, and sampled. A
   look speaks for the time until half-way to the next; one that is near to where the thread left by itself, or came back from
   that, is not asked (a preempted one keeps the GIL, or stays without it, unless another one is found to have it meanwhile),
   and where the observer was blind nothing is said. A silence between two looks is what most of the worker's last ones were,
   and inferred. By sums alone C code is what a worker computed beyond the time for which it was seen to hold the GIL; where it
   was seen to hold it for longer than it computed, it had no core for a part of each turn, for no longer than was counted. The
   same looks bear out a wait for the GIL that no lane can account for. Claims stay beyond doubt: nobody looks into them.

**Among the lanes of one GIL** (``one_gil``): at any moment at most one of them is running.

4. Claims are beyond doubt: who read the clock in Python code held the GIL. Between two claims without a silence a worker is
   running, unless another one claims to have begun meanwhile: then that one has it until it stops, and the first waits for it.
   An absence that the kernel saw there, too short for a silence, is told all the same, as far as switches have arrived by then:
   who copied them in that turn, and has been off its core since, copies them once more before it lets go of the GIL.
5. Everything else gives way to claims. A worker that lost the GIL runs on until just before whoever asked for it went back to
   sleep, or had come to its core if it had the GIL without another sleep: that is when it was let go of. One that had no core
   as it was asked lets go a little after it has one again. Where nobody was seen to ask, it runs until just before it left its
   core (by itself, or for the time in which the next one takes the GIL), but not beyond the time that the GIL takes at least
   to pass. One that came back has the GIL a quarter of the way from the earliest moment at which it can have it to its first
   claim. That moment is when it was on its core, and had done what it had to do there (``hand_over``: more if it had to ask
   for the GIL, as only one can that waits alone, for who asks goes to the end of the queue), but not before the last one's
   last claim. By ticks alone a quarter of the time between the one's last claim and the other's first one is either's, however
   little the one computed by its sums; where it had to wait for a core for more than a thirtieth of its silence, half of it:
   both were on one core. Meanwhile nobody runs. Where only sums are known, and by them it computed on for longer than to ask
   for the GIL, it had it again, and loses it for no longer than the next one is known to have had it.
6. What is left of running inside of silences (code without ticks) goes to whoever reported it first, but for moments between two
   turns of others: in those the GIL changed hands.

**Where workers can't say what they wait for** (``waiting``), for their tasks are the user's own code:

8. An absence is what the thread was seen to wait for from outside, by the system call that it was in: sampled. Between two looks
   it is a wait for the GIL where absences follow each other as such waits do and somebody is known to keep the worker from it,
   for a sleep may be as long (``purpose``), else what the worker's last ones mostly were, and inferred. Where nobody ever looked
   it is a wait for the GIL only if another worker was seen to hold that meanwhile, and else unknown.
9. Since when it was ready for a core, its sum tells, which whoever looks reads, too (``ready``): it grows when a thread has come
   to its core. What it grew by between two looks belongs to the few absences that ended between them, all the time of those
   in which it was preempted first. Who waits for the GIL is woken after a switch interval, if not before, and was ready for what
   was beyond that. Nobody was ready who was still seen to wait, and everybody who was seen to do so no more. What is left belongs
   to those absences after which the worker went on, and then to the others, by how long they were.
   (This takes rule 1's place where switches are told: of work without a word a silence is as long as a task.)

Rules 4 to 9 depend on the times that were noted, never on when the files were read, so a picture that was watched live and one
that was read at the end are the same, but for threads that ended without a last word, of whose end only who reads last is told.
To that end nothing is concluded before everybody's notes and looks of that moment must
have arrived (``HELD_BACK``, ``Looks.complete_until``), or while a silence still waits for its evidence. A note that comes later
still (its writer was preempted between reading the clock and writing) gives way to what was concluded already.

Durations add up, for a lane is a list of transitions in time order; and nothing is drawn where nothing is known, for a lane ends
at its last claim (``Lane.known_until``).

Rejected: taking looks for switches of the GIL within claims (they come milliseconds apart), asking which lock a thread waits for
as it happens (an observer's work), ``nivcsw`` counts (mixed gaps have both), and letting workers conclude for themselves: it took
5 % of what they computed.
"""
