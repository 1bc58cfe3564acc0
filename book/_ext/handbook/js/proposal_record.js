proposal.record = unpacked(recordData);
