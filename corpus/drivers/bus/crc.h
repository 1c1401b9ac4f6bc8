/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The registers of the CRC engine, for its driver and for its model. */
#ifndef CRC_ENGINE_H
#define CRC_ENGINE_H

#define CRC_ID 0x00
#define CRC_ID_VALUE 0x43524331
#define CRC_CONTROL 0x04
#define CRC_CONTROL_START 0x1
#define CRC_CONTROL_RESET 0x2
#define CRC_CONTROL_SLEEP 0x4
#define CRC_STATUS 0x08 /* what is written as 1 is cleared */
#define CRC_STATUS_DONE 0x1
#define CRC_STATUS_ERROR 0x2
#define CRC_LENGTH 0x0c
#define CRC_SEED 0x10
#define CRC_RESULT 0x14
#define CRC_WINDOW 0x1000
#define CRC_WINDOW_SIZE 0x1000
#define CRC_SIZE (CRC_WINDOW + CRC_WINDOW_SIZE)

#define CRC_TIMEOUT_MS 1000

#endif
